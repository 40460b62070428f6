"""Groups of children side by side."""
