"""One film or one person, with all that a catalogue knows of them."""

from recsys.profiles.film import FilmProfile, film_profile
from recsys.profiles.person import PersonProfile, person_profile

__all__ = ["FilmProfile", "PersonProfile", "film_profile", "person_profile"]
