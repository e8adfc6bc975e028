"""Write the lexical index of a build: the words of each film's overview, tagline and keywords.

Left out are stop words, given names, and words of one film alone or of more than a tenth of all
films. `recsys.store.lexical` defines the weights.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import duckdb
import numpy as np
import polars as pl

from recsys.store.layout import BuildFolder
from recsys.store.lexical import document
from recsys.util.fold import fold
from recsys.util.words import singular, words_of

MIN_FILMS, MAX_SHARE = 2, 0.1
"""Least number and greatest share of the films that a word of the index is in."""

MIN_NAMESAKES, CAPITALISED = 5, 5
"""A given name is the first word of so many people's names, and texts write it with a capital so
many times as often as without."""

_FILMS_PER_BATCH = 20_000
"""Films whose words are counted at once; all tokens of a large catalogue would take gigabytes."""

_TEXTS = "SELECT overview, tagline, keywords FROM movies ORDER BY movie"
_NAMES = "SELECT primaryName FROM people"


def build_lexical(con: duckdb.DuckDBPyConnection, work: BuildFolder) -> None:
    """Write `lexical/` of a build."""
    films = con.sql(_TEXTS).pl()
    names = given_names(con.sql(_NAMES).pl()["primaryName"], films["overview"])
    texts = [document(*film) for film in films.iter_rows()]
    write_lexical(texts, work.lexical, names)


def given_names(people: pl.Series, texts: pl.Series) -> frozenset[str]:
    """The words that texts use as given names: Jack and Sarah, but neither Grace nor Will.

    Two stories are not alike because both heroes are called Jack.
    """
    full = people.drop_nulls()
    first = full.filter(full.str.contains(" ")).str.split(" ").list.first()
    counts = first.value_counts(name="films")
    often = counts.filter(pl.col("films") >= MIN_NAMESAKES).to_series()
    names = {singular(fold(name)) for name in often.to_list()}
    words = texts.str.extract_all(r"[\p{L}\p{M}]+").explode().drop_nulls()
    capital, small = Counter[str](), Counter[str]()
    for word, count in words.value_counts(name="count").iter_rows():
        (capital if word[0].isupper() else small)[singular(fold(word))] += count
    return frozenset(name for name in names if capital[name] > CAPITALISED * small[name])


def write_lexical(texts: Sequence[str], folder: Path, names: frozenset[str] = frozenset()) -> None:
    """Write the index of texts, one per film in the order of rows, without the words `names`.

    For `film_words` and `word_films` it writes `<relation>_offsets.npy` (int64), `_targets.npy`
    (int32) and `_weights.npy` (float16); `words.json` lists the words by row.
    """
    folder.mkdir(parents=True)
    vocabulary, films = _Vocabulary(names), len(texts)
    counts = pl.concat(
        [vocabulary.counts([], 0)]
        + [
            vocabulary.counts(texts[start : start + _FILMS_PER_BATCH], start)
            for start in range(0, films, _FILMS_PER_BATCH)
        ]
    )
    counts = counts.with_columns(pl.len().over("word").alias("films"))
    most = max(MIN_FILMS, MAX_SHARE * films)
    counts = counts.filter(pl.col("films").is_between(MIN_FILMS, most))
    weight = (1 + pl.col("count").log()) * (films / pl.col("films")).log()
    weighted = counts.with_columns(weight.cast(pl.Float32).alias("weight"))
    # Where every film has a word, its weight is 0.
    weighted = weighted.filter(pl.col("weight") > 0)
    length = pl.col("weight").pow(2).sum().over("film").sqrt()
    weighted = weighted.select("film", "word", pl.col("weight") / length)
    rows = vocabulary.named(weighted["word"].unique()).sort("name").with_row_index("row")
    weighted = weighted.join(rows.select("word", "row"), on="word").drop("word")
    (folder / "words.json").write_text(
        json.dumps(rows["name"].to_list(), ensure_ascii=False), encoding="utf-8"
    )
    _write(weighted, "film", "row", films, folder, "film_words")
    _write(weighted, "row", "film", rows.height, folder, "word_films")


class _Vocabulary:
    """Numbers the words of tokens; each way of writing a word is folded once."""

    def __init__(self, names: frozenset[str]) -> None:
        self._names = names
        self._number: dict[str, int] = {}
        self._of_token: dict[str, list[int]] = {}

    def counts(self, texts: Sequence[str], first: int) -> pl.DataFrame:
        """Count words by film: columns `film` (from `first` on), `word`, `count`."""
        tokens = (
            pl.DataFrame({"text": texts}, schema={"text": pl.String})
            .select(
                pl.int_range(first, first + pl.len(), dtype=pl.UInt32).alias("film"),
                pl.col("text").str.extract_all(r"[\p{L}\p{N}\p{M}]+").alias("token"),
            )
            .explode("token")
            .drop_nulls()
            .group_by("film", "token")
            .len("count")
        )
        distinct = tokens["token"].unique()
        numbers = pl.DataFrame(
            {"token": distinct, "word": [self._words(token) for token in distinct.to_list()]},
            schema={"token": pl.String, "word": pl.List(pl.UInt32)},
        )
        numbered = tokens.join(numbers.explode("word").drop_nulls(), on="token")
        return numbered.group_by("film", "word").agg(pl.col("count").sum())

    def named(self, words: pl.Series) -> pl.DataFrame:
        """Columns `word` and `name` of numbered words."""
        names = list(self._number)
        return pl.DataFrame(
            {"word": words, "name": [names[word] for word in words.to_list()]},
            schema={"word": pl.UInt32, "name": pl.String},
        )

    def _words(self, token: str) -> list[int]:
        if token not in self._of_token:
            self._of_token[token] = [
                self._number.setdefault(word, len(self._number))
                for word in words_of(token)
                if word not in self._names
            ]
        return self._of_token[token]


def _write(
    entries: pl.DataFrame, source: str, target: str, count: int, folder: Path, name: str
) -> None:
    entries = entries.sort(source, target)
    offsets = np.zeros(count + 1, dtype=np.int64)
    np.cumsum(np.bincount(entries[source].to_numpy(), minlength=count), out=offsets[1:])
    np.save(folder / f"{name}_offsets.npy", offsets)
    np.save(folder / f"{name}_targets.npy", entries[target].to_numpy().astype(np.int32))
    np.save(folder / f"{name}_weights.npy", entries["weight"].to_numpy().astype(np.float16))
