"""What a description asks for besides its story: genres, origin, and decade or year.

`A Korean revenge thriller of the 2000s` asks for thrillers, for Korean films and for 2000 to 2009.
Such facts raise the films that fit and exclude none: sources disagree on genres, and many films
have no country.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from recsys.util.fold import fold
from recsys.vocabulary.genres import canonical
from recsys.vocabulary.places import country_name, language_name

_GENRES = {
    "action": "Action", "adventure": "Adventure", "animated": "Animation",
    "animation": "Animation", "anime": "Animation", "cartoon": "Animation", "biopic": "Biography",
    "comedy": "Comedy", "comedies": "Comedy", "romcom": "Comedy", "crime": "Crime",
    "documentary": "Documentary", "documentaries": "Documentary", "drama": "Drama",
    "fantasy": "Fantasy", "noir": "Film-Noir", "historical": "History", "horror": "Horror",
    "musical": "Musical", "mystery": "Mystery", "whodunit": "Mystery", "romance": "Romance",
    "romantic": "Romance", "scifi": "Sci-Fi", "sci fi": "Sci-Fi", "science fiction": "Sci-Fi",
    "thriller": "Thriller", "western": "Western", "war film": "War", "war movie": "War",
    "sports": "Sport",
}  # fmt: skip
"""Words that ask for a genre; `family` and `war` alone mostly belong to the story."""

_ORIGINS = {
    "american": ("US", "en"), "argentinian": ("AR", None), "australian": ("AU", None),
    "austrian": ("AT", None), "belgian": ("BE", None), "bollywood": ("IN", "hi"),
    "brazilian": ("BR", "pt"), "british": ("GB", None), "canadian": ("CA", None),
    "cantonese": ("HK", "cn"), "chinese": ("CN", "zh"), "czech": ("CZ", "cs"),
    "danish": ("DK", "da"), "dutch": ("NL", "nl"), "egyptian": ("EG", "ar"),
    "english": ("GB", "en"), "finnish": ("FI", "fi"), "french": ("FR", "fr"),
    "german": ("DE", "de"), "greek": ("GR", "el"), "hong kong": ("HK", "cn"),
    "hungarian": ("HU", "hu"), "icelandic": ("IS", "is"), "indian": ("IN", "hi"),
    "iranian": ("IR", "fa"), "irish": ("IE", None), "israeli": ("IL", "he"),
    "italian": ("IT", "it"), "japanese": ("JP", "ja"), "korean": ("KR", "ko"),
    "mandarin": ("CN", "zh"), "mexican": ("MX", "es"), "norwegian": ("NO", "no"),
    "polish": ("PL", "pl"), "portuguese": ("PT", "pt"), "romanian": ("RO", "ro"),
    "russian": ("RU", "ru"), "scottish": ("GB", None), "south korean": ("KR", "ko"),
    "spanish": ("ES", "es"), "swedish": ("SE", "sv"), "swiss": ("CH", None),
    "taiwanese": ("TW", "zh"), "thai": ("TH", "th"), "turkish": ("TR", "tr"),
    "vietnamese": ("VN", "vi"),
}  # fmt: skip
"""The country and language that an adjective of origin stands for."""

_DECADES = {
    "twenties": 1920, "thirties": 1930, "forties": 1940, "fifties": 1950, "sixties": 1960,
    "seventies": 1970, "eighties": 1980, "nineties": 1990, "noughties": 2000,
}  # fmt: skip


def _any_of(words: Iterable[str]) -> str:
    # Longer words first: "south korean" is one origin.
    return "|".join(sorted(words, key=len, reverse=True))


_GENRE = re.compile(rf"\b({_any_of(_GENRES)})s?\b")
_ORIGIN = re.compile(
    rf"\b({_any_of(_ORIGINS)})\b"
    rf"(?=(?: \w+){{0,2}} (?:film|movie|cinema|flick|{_any_of(_GENRES)})s?\b)"
)
"""An origin counts only before a word for a film: an Indian boy makes no Indian film."""
_DECADE = re.compile(rf"\b(?:(19|20)?(\d)0s|({_any_of(_DECADES)}))\b")
_YEAR = re.compile(r"\b(?:from|of|in) ((?:19|20)\d\d)\b")


@dataclass(frozen=True)
class SentenceFacts:
    """What a sentence asks for.

    Attributes
    ----------
    genres : tuple of str
        IMDb's names.
    countries, languages : tuple of str
        ISO codes.
    years : (int, int) or None
        First and last year, both included.
    story : str
        The folded sentence without the words that were read as something else; the whole sentence
        if nothing is left.
    """

    genres: tuple[str, ...]
    countries: tuple[str, ...]
    languages: tuple[str, ...]
    years: tuple[int, int] | None
    story: str

    def __bool__(self) -> bool:
        """Return whether anything besides the story was read."""
        return bool(self.genres or self.countries or self.languages or self.years)

    def in_words(self) -> list[str]:
        """Return the facts as words: Thriller, South Korea, Korean, 2000 to 2009."""
        words = [*self.genres, *map(country_name, self.countries)]
        words += map(language_name, self.languages)
        if self.years is not None:
            first, last = self.years
            words.append(str(first) if first == last else f"{first} to {last}")
        return words


def read_sentence(sentence: str) -> SentenceFacts:
    """Read the facts of a sentence.

    >>> read_sentence("Korean revenge thriller of the 2000s").countries
    ('KR',)
    """
    text = fold(sentence)
    genres = (canonical(_GENRES[match[1]]) for match in _GENRE.finditer(text))
    origins = [_ORIGINS[match[1]] for match in _ORIGIN.finditer(text)]
    story = text
    for pattern in (_ORIGIN, _GENRE, _DECADE):
        story = pattern.sub(" ", story)
    return SentenceFacts(
        genres=tuple(dict.fromkeys(genre for genre in genres if genre)),
        countries=tuple(dict.fromkeys(country for country, _ in origins)),
        languages=tuple(dict.fromkeys(language for _, language in origins if language)),
        years=_years(text),
        story=" ".join(story.split()) or text,
    )


def _years(text: str) -> tuple[int, int] | None:
    decade = _DECADE.search(text)
    if decade:
        if decade[3]:
            first = _DECADES[decade[3]]
        else:
            century = decade[1] or ("20" if int(decade[2]) < 2 else "19")
            first = int(f"{century}{decade[2]}0")
        return first, first + 9
    year = _YEAR.search(text)
    return (int(year[1]), int(year[1])) if year else None
