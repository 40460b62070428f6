"""Facts → what will change in the school file, and the change itself."""
