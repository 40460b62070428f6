"""The terminal screens: the only part of the program that knows Textual."""
