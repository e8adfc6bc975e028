"""Sources to a published store."""
