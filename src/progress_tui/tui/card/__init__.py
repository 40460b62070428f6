"""The pupil card: its blocks, the chart of a series, what takes a thread or a dialog."""
