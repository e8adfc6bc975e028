"""Fetch the lead sections of Wikipedia articles about films, found through Wikidata."""
