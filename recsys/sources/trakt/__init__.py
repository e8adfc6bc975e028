"""Fetch films and shows from Trakt's API, and use them as a source."""
