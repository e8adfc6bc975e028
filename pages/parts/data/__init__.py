"""Parts of the Your data page: builds and the commands that make them."""
