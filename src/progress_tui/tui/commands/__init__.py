"""One class per user action: its key, footer text, palette entry and help row come from one place."""
