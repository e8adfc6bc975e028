"""Recognise franchises: sequels, remakes and films of one universe.

The data does not name franchises, so two kinds of evidence are required together: titles that
agree in a key, and shared people, characters or names (signs). A sign counts only if it would
rarely be shared by chance: a sign of c films is expected on c · n / N of the n films with the same
key, out of N films. A wrong group hides a film, so the limits are strict.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt
import polars as pl

from recsys.ingest.title_stems import Stem, beginnings, endings, stem_of
from recsys.util.fold import fold_all

NONE = -1
"""Group of a film without a franchise."""

MIN_FILMS = 10_000
"""Least N in the formula: a smaller catalogue is a selection from many more films."""

CHANCE_SAME_STEM = 0.5
"""Largest chance at which one shared person joins films with the same stem."""

CHANCE_NAME = 0.02
"""The same for each of two characters or names shared by films with the same stem."""

CHANCE_ONE_NAME = 0.005
"""The same for one character or name, if the stem has several words."""

CHANCE_LONG = 0.1
"""The same for one person, if a title begins or ends with another's stem of several words."""

CHANCE_SHORT = 0.05
"""The same for each of two people, if that stem is one word and the stem of one of the films."""

CHANCE_BEGINNING = 0.01
"""The same for one person and a shared beginning of several words that is no film's stem."""

CHANCE_WORD = 0.02
"""The same for each of two people and a shared first word that is no film's stem."""

_KEY_BATCH = 500_000
"""Rows of keys joined with signs at a time, which takes at most a gigabyte."""

_MAX_ALL_PAIRS = 12
"""Films with one key and sign above which only neighbours are paired, not all pairs."""

_MAX_YEARS_BETWEEN = 15
_MAX_NUMBER = 13
_MIN_LETTERS = 3

_SIGNS = 1 << 31
"""Exceeds the number of signs; combines a key and a sign into one number."""

_AS_STEM, _AS_OWN, _AS_FIRST, _AS_OTHER = range(4)

PERSON, CHARACTER, NAME = 0, 1, 2
"""Kinds of sign."""

_NAME = r"[\p{Ll},;] \p{Lu}[\p{Ll}\p{Lu}'’-]{2,}(?: \p{Lu}[\p{Ll}-]{2,})*"
"""Capitalised words within a sentence of an overview."""

Ints = npt.NDArray[np.int32]


def franchises(
    films: pl.DataFrame, people: pl.DataFrame, names: pl.Series, characters: pl.DataFrame
) -> Ints:
    """The group of each film: the row of its most voted member, or `NONE` for a single film.

    Parameters
    ----------
    films : polars.DataFrame
        `title`, `year`, `votes`, `genres`, `overview`, in the order of rows.
    people : polars.DataFrame
        Distinct rows of `movie` (row) and `person` (row).
    names : polars.Series
        Names of people, by row.
    characters : polars.DataFrame
        `movie` (row), `character`.
    """
    stems = [stem_of(title) for title in films["title"]]
    keys = _keys(stems)
    signs = _signs(films, people, characters)
    count = max(films.height, MIN_FILMS)
    links = [_linked_by_signs(keys, signs, names, count), _linked_by_number(stems, films)]
    first, second = np.concatenate(links, axis=1)
    return _groups(first, second, films["votes"].fill_null(0).to_numpy())


def _keys(stems: Sequence[Stem]) -> pl.DataFrame:
    """The keys of each film's title, as rows of `movie` and `key` (a number).

    Further columns: `text`, the key's text; `films`, the number of films with it; `stem`, whether
    it is compared with stems rather than with beginnings and endings; `own`, whether it is this
    film's stem; `whole`, whether it is the stem of some film (required of endings); `begins`,
    whether this film's title begins with it; `long`, whether it has several words.
    """
    whole = {stem.text for stem in stems}
    movie: list[int] = []
    text: list[str] = []
    origin: list[int] = []
    for row, stem in enumerate(stems):
        first = set(beginnings(stem.parts[0])) - {stem.text}
        other = {key for part in stem.parts[1:] for key in beginnings(part)}
        other |= {key for part in stem.parts for key in endings(part) if key in whole}
        other -= first
        other.discard(stem.text)
        rows = [stem.text, stem.text, *first, *other]
        movie += [row] * len(rows)
        text += rows
        origin += [_AS_STEM, _AS_OWN, *[_AS_FIRST] * len(first), *[_AS_OTHER] * len(other)]
    keys = pl.DataFrame(
        {"movie": movie, "text": text, "origin": origin},
        schema={"movie": pl.Int32, "text": pl.String, "origin": pl.Int8},
    )
    keys = keys.filter(pl.col("text").str.len_chars() >= _MIN_LETTERS).with_columns(
        stem=pl.col("origin") == _AS_STEM,
        own=pl.col("origin") <= _AS_OWN,
        begins=pl.col("origin") <= _AS_FIRST,
    )
    frequent = keys.group_by("text", "stem").agg(films=pl.len(), whole=pl.col("own").any())
    frequent = frequent.filter(pl.col("films") > 1).with_row_index("key")
    frequent = frequent.with_columns(long=pl.col("text").str.contains(" "))
    return keys.select("movie", "text", "stem", "own", "begins").join(frequent, on=["text", "stem"])


def _batches(keys: pl.DataFrame) -> Iterator[pl.DataFrame]:
    """Batches of the rows; all rows of a key are in the same batch."""
    count = -(-keys.height // _KEY_BATCH)
    for batch in range(count):
        yield keys.filter(pl.col("key") % count == batch)


def _signs(films: pl.DataFrame, people: pl.DataFrame, characters: pl.DataFrame) -> pl.DataFrame:
    """The signs of each film: rows of `movie`, `sign` (a number), `of` (films with it), `kind`."""
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
        .filter(pl.col("name").str.len_chars() > _MIN_LETTERS)
        # Names in the title are no further evidence.
        .filter(~pl.col("title").str.contains(pl.col("name"), literal=True))
        .select("movie", "name")
        .unique()
    )
    played = (
        characters.select("movie", pl.col("character").str.to_lowercase().alias("name"))
        .filter(pl.col("name").str.len_chars() > _MIN_LETTERS)
        .unique()
    )
    kinds = [
        people.select("movie", pl.col("person").alias("sign")),
        played.select("movie", pl.col("name").rank("dense").alias("sign")),
        named.select("movie", pl.col("name").rank("dense").alias("sign")),
    ]
    start, signs = 0, []
    for kind, frame in enumerate(kinds):
        sign = pl.col("sign").cast(pl.Int32) + start
        frame = frame.select(pl.col("movie").cast(pl.Int32), sign)
        start = start + 1 if frame.is_empty() else int(frame["sign"].to_numpy().max()) + 1
        frequent = frame.group_by("sign").agg(of=pl.len()).filter(pl.col("of") > 1)
        signs.append(frame.join(frequent, on="sign").with_columns(kind=pl.lit(kind, dtype=pl.Int8)))
    return pl.concat(signs)


def _linked_by_signs(
    keys: pl.DataFrame, signs: pl.DataFrame, names: pl.Series, count: int
) -> npt.NDArray[np.int64]:
    """Pairs of films that agree in a key and share enough signs, shape (2, pairs)."""
    shared = [_shared(batch, signs, count) for batch in _batches(keys)]
    if not shared:
        return np.empty((2, 0), dtype=np.int64)
    key_facts = keys.select("key", "text", "stem", "whole", "long").unique("key")
    pairs = (
        _pairs(_without_namesakes(pl.concat(shared), key_facts, names))
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
    pairs = pairs.join(key_facts, on="key").filter(_enough())
    return pairs.select("first", "second").unique().to_numpy().T.astype(np.int64)


def _shared(keys: pl.DataFrame, signs: pl.DataFrame, count: int) -> pl.DataFrame:
    """Films that share both a key and a sign with another film, and the chance of it."""
    is_person = pl.col("kind") == PERSON
    max_chance = pl.when("stem").then(CHANCE_SAME_STEM).otherwise(CHANCE_LONG)
    chance = pl.col("films").cast(pl.Float32) * pl.col("of") / count
    return (
        keys.select("movie", "key", "stem", "films", "own", "begins")
        # Each sign has at least two films, so keys that are too frequent then need no join.
        .filter(pl.col("films") * 2.0 <= max_chance * count)
        .join(signs, on="movie")
        .filter(chance <= pl.when(is_person).then(max_chance).otherwise(CHANCE_NAME))
        .select("movie", "key", "sign", "kind", "own", "begins", chance.alias("chance"))
        .with_columns(both=pl.col("key").cast(pl.Int64) * _SIGNS + pl.col("sign"))
        .filter(pl.col("both").is_duplicated())
        .sort("both", "movie")
    )


def _enough() -> pl.Expr:
    """Whether two films that agree in a key share enough signs."""
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


def _without_namesakes(
    shared: pl.DataFrame, key_facts: pl.DataFrame, names: pl.Series
) -> pl.DataFrame:
    """Drop films whose title begins with the name of one of their people, such as a comedian."""
    people = shared.filter(pl.col("kind") == PERSON).select("movie", "key", "sign")
    signs = people["sign"].unique()
    folded = pl.Series("name", fold_all(names.gather(signs).fill_null("")), pl.String)
    named = pl.DataFrame([signs, folded]).filter(pl.col("name").str.contains(" "))
    both = people.join(named, on="sign").join(key_facts, on="key")
    begins = (pl.col("text") + " ").str.starts_with(pl.col("name") + " ")
    return shared.join(both.filter(begins), on="movie", how="anti", maintain_order="left")


def _pairs(shared: pl.DataFrame) -> pl.DataFrame:
    """Pairs of films with the same key and sign; only neighbours if there are very many."""
    shared = shared.with_columns(many=pl.len().over("both"))
    pairs = []
    for step in range(1, _MAX_ALL_PAIRS):
        rest = (
            shared.filter(pl.col("many").is_between(step + 1, _MAX_ALL_PAIRS))
            if step > 1
            else shared
        )
        shifted = rest.select(
            "key", "kind", "chance",
            pl.col("movie").alias("first"),
            pl.col("movie").shift(-step).alias("second"),
            own=pl.col("own") | pl.col("own").shift(-step),
            begins=pl.col("begins") & pl.col("begins").shift(-step),
            same=pl.col("both") == pl.col("both").shift(-step),
        )  # fmt: skip
        pairs.append(shifted.filter("same"))
    return pl.concat(pairs)


def _linked_by_number(stems: Sequence[Stem], films: pl.DataFrame) -> npt.NDArray[np.int64]:
    """Pairs of a numbered film and its predecessor, shape (2, pairs).

    They need no shared signs if the predecessor is unambiguous: it is the only film with that stem
    and the previous number (or no number, before a second part), it is 0 to 15 years older, and
    the two share a genre.
    """
    table = films.select(
        pl.int_range(pl.len(), dtype=pl.Int64).alias("row"),
        pl.Series("text", [stem.text for stem in stems], pl.String),
        pl.Series("number", [stem.number for stem in stems], pl.Int64),
        pl.Series("bare", [stem.bare for stem in stems], pl.Boolean),
        pl.col("year").cast(pl.Int64),
        "genres",
    ).filter(pl.col("text").str.len_chars() >= _MIN_LETTERS)
    later = table.filter(pl.col("number").is_between(2, _MAX_NUMBER))
    earlier = table.filter((pl.col("number") > 0) | pl.col("bare")).with_columns(
        next=pl.max_horizontal("number", 1) + 1
    )
    both = later.join(earlier, left_on=["text", "number"], right_on=["text", "next"])
    gap = pl.col("year") - pl.col("year_right")
    genres = pl.col("genres").list.set_intersection("genres_right").list.len()
    both = both.filter(gap.is_between(0, _MAX_YEARS_BETWEEN) & (genres > 0))
    both = both.filter((pl.len().over("row") == 1) & (pl.len().over("row_right") == 1))
    return both.select("row", "row_right").to_numpy().T.astype(np.int64)


def _groups(first: np.ndarray, second: np.ndarray, votes: np.ndarray) -> Ints:
    """Connected components, named by the row of the most voted film; ties go to the lower row."""
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
