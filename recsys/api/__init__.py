"""The HTTP API: the functions of the Python package over the `live()` store."""

from recsys.api.application import create_app, routes

__all__ = ["create_app", "routes"]
