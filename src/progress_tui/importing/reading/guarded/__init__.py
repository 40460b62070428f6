"""The ways into a file that could do harm, each under limits: zip archives, XML."""
