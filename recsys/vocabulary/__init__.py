"""The fixed words of the catalogue: roles, genres, countries, languages, licences."""
