"""Polars frames in, Polars frames or plain views out: judgements, targets, flags, the filter language."""
