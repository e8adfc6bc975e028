"""A reader's own list: upload, matches, how it is used."""
