"""Which films belong together: sequels, remakes and films of one universe.

Nobody says so in the data, hence two signs are asked for at once: titles that agree, and people,
characters or names that both films have. How rarely the second sign would come about by chance
decides: a person with c films, or a name in c of them, is expected on c · n / N of the n films
whose titles agree, of N in all. A wrong group hides a film, so limits are strict.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt
import polars as pl

from recsys.ingest.title_stems import Stem, beginnings, endings, stem_of
from recsys.util.fold import fold_all

NONE = -1
"""Group of a film that belongs to none."""

FEWEST_FILMS = 10_000
"""A smaller catalogue is a choice from the world's films, so chance is computed with this many."""

CHANCE_SAME_STEM = 0.5
"""Expected by chance up to which one shared person joins films of the same stem."""

CHANCE_NAME = 0.02
"""The same for each of two characters or names that films of the same stem share."""

CHANCE_ONE_NAME = 0.005
"""The same for one, if the stem has two words: of those called Pride many are proud."""

CHANCE_LONG = 0.1
"""The same for one person where a title begins or ends with another's stem of several words."""

CHANCE_SHORT = 0.05
"""The same for each of two people where that stem is one word, and that of one of the films."""

CHANCE_BEGINNING = 0.01
"""The same for one person and a beginning of several words that is no film's whole title."""

CHANCE_WORD = 0.02
"""The same for each of two people and a first word that is no film's whole title."""

_KEYS_AT_ONCE = 500_000
"""Rows of keys that are joined with signs at a time: a gigabyte at most."""

_LARGEST = 12
"""Films of a title and a person above which they are joined in a row, not each with each."""

_YEARS_TO_NEXT = 15
_HIGHEST_NUMBER = 13
_FEWEST_LETTERS = 3

_SIGNS = 1 << 31
"""More than there are signs: makes a key and a sign one number."""

_AS_STEM, _AS_OWN, _AS_FIRST, _AS_OTHER = range(4)

PERSON, CHARACTER, NAME = 0, 1, 2
"""Kinds of sign."""

_NAME = r"[\p{Ll},;] \p{Lu}[\p{Ll}\p{Lu}'’-]{2,}(?: \p{Lu}[\p{Ll}-]{2,})*"
"""Words of an overview with capitals in mid-sentence."""

Ints = npt.NDArray[np.int32]


def franchises(
    films: pl.DataFrame, people: pl.DataFrame, names: pl.Series, characters: pl.DataFrame
) -> Ints:
    """The group of each film: the row of its most voted member, `NONE` for a film on its own.

    Parameters
    ----------
    films : polars.DataFrame
        `title`, `year`, `votes`, `genres`, `overview`, in the order of rows.
    people : polars.DataFrame
        `movie` (row), `person` (row), once a film and person.
    names : polars.Series
        Names of people, by row.
    characters : polars.DataFrame
        `movie` (row), `character`.
    """
    stems = [stem_of(title) for title in films["title"]]
    keys = _keys(stems)
    signs = _signs(films, people, characters)
    count = max(films.height, FEWEST_FILMS)
    links = [_agreed(keys, signs, names, count), _numbered(stems, films)]
    first, second = np.concatenate(links, axis=1)
    return _groups(first, second, films["votes"].fill_null(0).to_numpy())


def _keys(stems: Sequence[Stem]) -> pl.DataFrame:
    """What titles may agree in, as rows of `movie` and `key` (a number).

    `text` is the key, `films` says how many have it; `stem` says that it is compared as a stem with
    stems, else as a beginning or an end; `own` that it is the stem of this film, `whole` that of
    some film (ends count only then), `begins` that this film's title begins with it, `long` that it
    has several words.
    """
    whole = {stem.text for stem in stems}
    movie: list[int] = []
    text: list[str] = []
    place: list[int] = []
    for row, stem in enumerate(stems):
        first = set(beginnings(stem.parts[0])) - {stem.text}
        other = {key for part in stem.parts[1:] for key in beginnings(part)}
        other |= {key for part in stem.parts for key in endings(part) if key in whole}
        other -= first
        other.discard(stem.text)
        rows = [stem.text, stem.text, *first, *other]
        movie += [row] * len(rows)
        text += rows
        place += [_AS_STEM, _AS_OWN, *[_AS_FIRST] * len(first), *[_AS_OTHER] * len(other)]
    keys = pl.DataFrame(
        {"movie": movie, "text": text, "place": place},
        schema={"movie": pl.Int32, "text": pl.String, "place": pl.Int8},
    )
    keys = keys.filter(pl.col("text").str.len_chars() >= _FEWEST_LETTERS).with_columns(
        stem=pl.col("place") == _AS_STEM,
        own=pl.col("place") <= _AS_OWN,
        begins=pl.col("place") <= _AS_FIRST,
    )
    often = keys.group_by("text", "stem").agg(films=pl.len(), whole=pl.col("own").any())
    often = often.filter(pl.col("films") > 1).with_row_index("key")
    often = often.with_columns(long=pl.col("text").str.contains(" "))
    return keys.select("movie", "text", "stem", "own", "begins").join(often, on=["text", "stem"])


def _parts(keys: pl.DataFrame) -> Iterator[pl.DataFrame]:
    """The same rows in parts, each key whole in one of them: films agree in a key at a time."""
    parts = -(-keys.height // _KEYS_AT_ONCE)
    for part in range(parts):
        yield keys.filter(pl.col("key") % parts == part)


def _signs(films: pl.DataFrame, people: pl.DataFrame, characters: pl.DataFrame) -> pl.DataFrame:
    """What films may share: `movie`, `sign` (a number), `of` (films with it), `kind`."""
    named = (
        films.select(
            pl.int_range(pl.len(), dtype=pl.Int32).alias("movie"),
            pl.col("title").str.to_lowercase(),
            pl.col("overview").str.extract_all(_NAME).alias("name"),
        )
        .explode("name")
        .drop_nulls()
        .with_columns(pl.col("name").str.slice(2).str.to_lowercase().str.split(" "))
        .explode("name")
        .with_columns(pl.col("name").str.replace(r"['’]s$", ""))
        .filter(pl.col("name").str.len_chars() > _FEWEST_LETTERS)
        # The title says that much already.
        .filter(~pl.col("title").str.contains(pl.col("name"), literal=True))
        .select("movie", "name")
        .unique()
    )
    played = (
        characters.select("movie", pl.col("character").str.to_lowercase().alias("name"))
        .filter(pl.col("name").str.len_chars() > _FEWEST_LETTERS)
        .unique()
    )
    kinds = [
        people.select("movie", pl.col("person").alias("sign")),
        played.select("movie", pl.col("name").rank("dense").alias("sign")),
        named.select("movie", pl.col("name").rank("dense").alias("sign")),
    ]
    start, found = 0, []
    for kind, frame in enumerate(kinds):
        sign = pl.col("sign").cast(pl.Int32) + start
        frame = frame.select(pl.col("movie").cast(pl.Int32), sign)
        start = start + 1 if frame.is_empty() else int(frame["sign"].to_numpy().max()) + 1
        often = frame.group_by("sign").agg(of=pl.len()).filter(pl.col("of") > 1)
        found.append(frame.join(often, on="sign").with_columns(kind=pl.lit(kind, dtype=pl.Int8)))
    return pl.concat(found)


def _agreed(
    keys: pl.DataFrame, signs: pl.DataFrame, names: pl.Series, count: int
) -> npt.NDArray[np.int64]:
    """Pairs of films whose titles agree and who share enough, shape (2, pairs)."""
    shared = [_shared(part, signs, count) for part in _parts(keys)]
    if not shared:
        return np.empty((2, 0), dtype=np.int64)
    about = keys.select("key", "text", "stem", "whole", "long").unique("key")
    found = (
        _pairs(_without_namesakes(pl.concat(shared), about, names))
        .group_by("first", "second", "key")
        .agg(
            people=(pl.col("kind") == PERSON).sum(),
            characters=(pl.col("kind") == CHARACTER).sum(),
            signs=pl.len(),
            own=pl.col("own").any(),
            begins=pl.col("begins").all(),
            chance=pl.col("chance").min(),
        )
    )
    found = found.join(about, on="key").filter(_enough())
    return found.select("first", "second").unique().to_numpy().T.astype(np.int64)


def _shared(keys: pl.DataFrame, signs: pl.DataFrame, count: int) -> pl.DataFrame:
    """Films of a key with a sign that another film of that key has, too, and its chance."""
    is_person = pl.col("kind") == PERSON
    most = pl.when("stem").then(CHANCE_SAME_STEM).otherwise(CHANCE_LONG)
    chance = pl.col("films").cast(pl.Float32) * pl.col("of") / count
    return (
        keys.select("movie", "key", "stem", "films", "own", "begins")
        # Each sign is on two films at least: what would be too frequent then is not joined at all.
        .filter(pl.col("films") * 2.0 <= most * count)
        .join(signs, on="movie")
        .filter(chance <= pl.when(is_person).then(most).otherwise(CHANCE_NAME))
        .select("movie", "key", "sign", "kind", "own", "begins", chance.alias("chance"))
        .with_columns(both=pl.col("key").cast(pl.Int64) * _SIGNS + pl.col("sign"))
        .filter(pl.col("both").is_duplicated())
        .sort("both", "movie")
    )


def _enough() -> pl.Expr:
    """Whether two films that agree in a key share enough."""
    one, two = pl.col("people") > 0, pl.col("people") > 1

    def rare(limit: float) -> pl.Expr:
        return pl.col("chance") <= limit

    return (
        pl.when("stem")
        .then(one | (pl.col("signs") > 1) | (pl.col("long") & rare(CHANCE_ONE_NAME)))
        .when(pl.col("whole") & pl.col("long"))
        .then(one | (pl.col("characters") > 1))
        .when("own")
        .then(two & rare(CHANCE_SHORT))
        .when("long")
        .then((two & rare(CHANCE_LONG)) | (one & rare(CHANCE_BEGINNING)))
        .otherwise(two & pl.col("begins") & rare(CHANCE_WORD))
    )


def _without_namesakes(shared: pl.DataFrame, about: pl.DataFrame, names: pl.Series) -> pl.DataFrame:
    """Without films whose title begins with one of their people: no comedian is a franchise."""
    people = shared.filter(pl.col("kind") == PERSON).select("movie", "key", "sign")
    signs = people["sign"].unique()
    folded = pl.Series("name", fold_all(names.gather(signs).fill_null("")), pl.String)
    named = pl.DataFrame([signs, folded]).filter(pl.col("name").str.contains(" "))
    both = people.join(named, on="sign").join(about, on="key")
    begins = (pl.col("text") + " ").str.starts_with(pl.col("name") + " ")
    return shared.join(both.filter(begins), on="movie", how="anti", maintain_order="left")


def _pairs(shared: pl.DataFrame) -> pl.DataFrame:
    """Films with the same key and sign, two by two; in a row only where there are very many."""
    shared = shared.with_columns(many=pl.len().over("both"))
    found = []
    for step in range(1, _LARGEST):
        rest = shared.filter(pl.col("many").is_between(step + 1, _LARGEST)) if step > 1 else shared
        ahead = rest.select(
            "key", "kind", "chance",
            pl.col("movie").alias("first"),
            pl.col("movie").shift(-step).alias("second"),
            own=pl.col("own") | pl.col("own").shift(-step),
            begins=pl.col("begins") & pl.col("begins").shift(-step),
            same=pl.col("both") == pl.col("both").shift(-step),
        )  # fmt: skip
        found.append(ahead.filter("same"))
    return pl.concat(found)


def _numbered(stems: Sequence[Stem], films: pl.DataFrame) -> npt.NDArray[np.int64]:
    """Pairs of a film with a number and the one before it, shape (2, pairs).

    These need no shared people where there is no doubt which film is meant: of that stem only one
    has the number before (or, for a second part, none), it is not younger and at most 15 years
    older, and both have a genre in common.
    """
    table = films.select(
        pl.int_range(pl.len(), dtype=pl.Int64).alias("row"),
        pl.Series("text", [stem.text for stem in stems], pl.String),
        pl.Series("number", [stem.number for stem in stems], pl.Int64),
        pl.Series("bare", [stem.bare for stem in stems], pl.Boolean),
        pl.col("year").cast(pl.Int64),
        "genres",
    ).filter(pl.col("text").str.len_chars() >= _FEWEST_LETTERS)
    later = table.filter(pl.col("number").is_between(2, _HIGHEST_NUMBER))
    earlier = table.filter((pl.col("number") > 0) | pl.col("bare")).with_columns(
        next=pl.max_horizontal("number", 1) + 1
    )
    both = later.join(earlier, left_on=["text", "number"], right_on=["text", "next"])
    gap = pl.col("year") - pl.col("year_right")
    genres = pl.col("genres").list.set_intersection("genres_right").list.len()
    both = both.filter(gap.is_between(0, _YEARS_TO_NEXT) & (genres > 0))
    both = both.filter((pl.len().over("row") == 1) & (pl.len().over("row_right") == 1))
    return both.select("row", "row_right").to_numpy().T.astype(np.int64)


def _groups(first: np.ndarray, second: np.ndarray, votes: np.ndarray) -> Ints:
    """Connected films, named by the row of the one with most votes, the lower row of equals."""
    parent = np.arange(len(votes))
    while len(first):
        low, high = (
            np.minimum(parent[first], parent[second]),
            np.maximum(parent[first], parent[second]),
        )
        apart = low != high
        if not apart.any():
            break
        np.minimum.at(parent, high[apart], low[apart])
        while (parent != parent[parent]).any():
            parent = parent[parent]
    order = np.lexsort((np.arange(len(votes)), -votes, parent))
    roots, start, sizes = np.unique(parent[order], return_index=True, return_counts=True)
    best = np.full(len(votes), NONE, dtype=np.int32)
    best[roots] = np.where(sizes > 1, order[start], NONE)
    return best[parent]
