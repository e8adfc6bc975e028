"""Parts of the Directors page."""
