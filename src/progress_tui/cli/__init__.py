"""Thin commands over `workspace`: stdout is data, stderr is narration."""
