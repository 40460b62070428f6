"""The meeting without its widgets: what is said of the agenda and of a child, the clock, the texts being written."""
