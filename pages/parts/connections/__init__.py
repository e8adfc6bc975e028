"""Parts of the Connections page, and of connections on a person's page."""
