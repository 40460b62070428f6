"""Documents: a record, through one redactor, becomes blocks that every file format renders alike."""
