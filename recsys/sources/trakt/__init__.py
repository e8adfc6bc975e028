"""Trakt's API: what it knows of films and shows, collected page by page, kept on disk."""
