"""Overviews from files of any origin."""
