"""How people and films are linked through credits."""

from recsys.connections.connections import DEFAULT_PATHS, MAX_PATHS, MAX_PEOPLE, Connections

__all__ = ["DEFAULT_PATHS", "MAX_PATHS", "MAX_PEOPLE", "Connections"]
