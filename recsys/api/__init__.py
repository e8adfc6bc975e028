"""The HTTP API: the same functions as Python and the command line, over one `live()` store."""

from recsys.api.application import create_app, routes

__all__ = ["create_app", "routes"]
