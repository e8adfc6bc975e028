"""Parts of the Catalogue page."""
