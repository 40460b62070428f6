"""What the app does on every screen: keys, themes, memory, lock, clipboard, undo, palette, window title."""
