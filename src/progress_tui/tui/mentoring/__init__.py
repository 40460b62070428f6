"""What stands behind the mentoring record on the screen: its rows, what is on file, a comment while it is written."""
