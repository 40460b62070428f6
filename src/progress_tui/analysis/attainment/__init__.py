"""Attainment: who stands where, what is missing, and the national figures beside."""
