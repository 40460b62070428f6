"""Erasing: everything on one child, or what a school's schedule says is due, out of a file for good."""
