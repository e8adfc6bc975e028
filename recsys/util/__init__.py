"""General utilities that know nothing about films."""
