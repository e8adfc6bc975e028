"""A reader's own list: upload, matches and use."""
