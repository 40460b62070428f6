"""How a school file is shut: its data key, the key file beside it, and what wrong passphrases cost."""
