"""Controlled vocabularies: roles, genres, countries, languages, licences."""
