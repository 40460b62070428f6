"""A table under a mapping → facts: pupils, results, targets, and what was rejected."""
