"""The class grid: its columns, cells and words, what stands round it, what its keys lead to."""
