"""Profiles: everything a catalogue knows about one film or one person."""

from recsys.profiles.film import FilmProfile, film_profile
from recsys.profiles.person import PersonProfile, person_profile

__all__ = ["FilmProfile", "PersonProfile", "film_profile", "person_profile"]
