"""progress-tui runs pupil progress meetings in English primary schools, in the terminal."""

__version__ = "0.1.0"
