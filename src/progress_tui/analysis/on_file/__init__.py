"""What is on file and what is wrong with it: for whoever looks after the data, and for the office that mends it."""
