"""What every page uses: addresses, links, text, figures, downloads."""
