"""OneRoster 1.1 archives."""
