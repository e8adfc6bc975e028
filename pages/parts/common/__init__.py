"""Parts shared by all pages: addresses, links, text, figures, downloads."""
