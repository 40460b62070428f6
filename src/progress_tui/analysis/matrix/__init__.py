"""Two answers about each child against each other, with names in the cells."""
