"""The filter builder without its dialog: facets with their letters, the draft, the sheet they stand on."""
