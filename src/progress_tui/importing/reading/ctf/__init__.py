"""Common Transfer Files."""
