"""What stands behind the export dialog: what can be written where one is, what is chosen, how it is opened."""
