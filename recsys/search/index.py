"""The fuzzy index: finds the titles or names that best match a typed query."""

from bisect import bisect_left
from pathlib import Path
from typing import TypeVar

import numpy
import polars
from numpy.typing import NDArray

from recsys.search.deletions import Deletions, write_deletions
from recsys.search.grams import Grams, write_grams
from recsys.search.scoring import scores, whole_scores
from recsys.search.strings import Strings, write_strings
from recsys.store.arrays import map_array
from recsys.util.fold import fold, fold_all, squeeze, without_article

T = TypeVar("T", bound=numpy.generic)

SCHEMA = polars.Schema({"row": polars.Int32, "matched": polars.String, "score": polars.Float64})

_MAX_RAW_LENGTH = 2_000  # characters of a query that are read
_MAX_QUERY_LENGTH = 200  # characters of the folded query that are searched
_MAX_CLOSEST = 120  # candidates by shared trigrams and length
_MIN_POPULAR = 80  # candidates by shared trigrams and popularity, and by prefix and popularity
_MAX_ONE_TYPO = 200  # candidates within one typo
_LOST_TRIGRAMS = 4  # trigrams that swapping two neighbouring letters can destroy


def build_index(folder: Path, entries: polars.DataFrame) -> None:
    """Write the index of `entries` into `folder`, creating the folder.

    `entries` has the columns `row` (Int32, at least 0; several entries may share a row) and `text`
    (String). Null texts and texts without a letter, digit or symbol are skipped. If several texts
    of a row fold to the same string, the first one is kept.
    """
    folder.mkdir(parents=True, exist_ok=True)
    texts = entries.drop_nulls("text").select("row", "text")
    folded = polars.Series("folded", fold_all(texts["text"]), dtype=polars.String)
    valid = (
        texts.with_columns(folded)
        .filter(polars.col("folded") != "")
        .unique(["row", "folded"], keep="first", maintain_order=True)
    )
    keys = _prefix_keys(valid["folded"].to_list())
    numpy.save(folder / "rows.npy", valid["row"].cast(polars.Int32).to_numpy())
    write_strings(folder, "texts", valid["text"])
    write_strings(folder, "folded", valid["folded"])
    write_strings(folder, "keys", keys["key"])
    numpy.save(folder / "key_entries.npy", keys["entry"].to_numpy())
    write_deletions(folder, keys["key"].to_list(), keys["entry"].to_numpy())
    write_grams(folder, valid["folded"].to_list())


def _prefix_keys(folded: list[str]) -> polars.DataFrame:
    """Return the sorted prefix-search keys: each text without spaces, with and without its article.

    Columns: `key`, `entry`.
    """
    whole = polars.DataFrame(
        {"key": [squeeze(text) for text in folded], "entry": range(len(folded))},
        schema={"key": polars.String, "entry": polars.Int32},
    )
    bare = polars.DataFrame(
        {"key": [squeeze(without_article(text)) for text in folded], "entry": range(len(folded))},
        schema={"key": polars.String, "entry": polars.Int32},
    )
    return polars.concat([whole, bare]).unique().sort("key", "entry")


class FuzzyIndex:
    """An index written by `build_index`, opened read-only through memory maps. Thread-safe."""

    def __init__(self, folder: Path) -> None:
        """Open the index in `folder`; raise DamagedStore if a file is missing or invalid."""
        self._rows = map_array(folder / "rows.npy", numpy.int32)
        self._texts = Strings(folder, "texts")
        self._folded = Strings(folder, "folded")
        self._keys = Strings(folder, "keys")
        self._key_entries = map_array(folder / "key_entries.npy", numpy.int32)
        self._deletions = Deletions(folder)
        self._grams = Grams(folder)

    def search(self, query: str, limit: int, popularity: NDArray[numpy.int64]) -> polars.DataFrame:
        """Return the rows whose texts match a query best, at most `limit` of them.

        `popularity` holds one value per row, higher is more popular (IndexError if it is too
        short). Columns: `row` (Int32), `matched` (String, the row's best matching text) and
        `score` (Float64, 0 to 100, see `scoring.scores`). Results are sorted by score, then
        popularity, then row. A query of symbols matches equal texts only; one without a letter,
        digit or symbol returns no rows.
        """
        folded = fold(query[:_MAX_RAW_LENGTH])[:_MAX_QUERY_LENGTH].strip()
        if not folded or limit <= 0 or not len(self._rows):
            return polars.DataFrame(schema=SCHEMA)
        entries = self._candidates(folded, popularity, max(limit, _MIN_POPULAR))
        if not len(entries):
            return polars.DataFrame(schema=SCHEMA)
        rows = self._rows[entries]
        score = scores(folded, self._folded.take(entries))
        order = numpy.lexsort((entries, rows, -popularity[rows], -score))
        _, first = numpy.unique(rows[order], return_index=True)
        best = order[numpy.sort(first)[:limit]]
        columns = {
            "row": rows[best], "matched": self._texts.take(entries[best]), "score": score[best],
        }  # fmt: skip
        return polars.DataFrame(columns, schema=SCHEMA)

    def closest(self, text: str, limit: int) -> tuple[NDArray[numpy.int32], NDArray[numpy.float64]]:
        """Return the rows whose texts are most similar to a whole text, and their scores.

        Unlike `search` this neither completes a beginning nor prefers popular rows, and takes a
        third of the time: it is for lists of titles. Rows are unique, best first.
        """
        folded = fold(text[:_MAX_RAW_LENGTH])[:_MAX_QUERY_LENGTH].strip()
        if not folded or not len(self._rows):
            return numpy.empty(0, numpy.int32), numpy.empty(0)
        size, shared = self._grams.shared(folded)
        near = numpy.flatnonzero(shared >= max(1, (size + 1) // 2))
        closeness = shared[near] / (size + self._grams.sizes[near])
        one_typo = self._deletions.near(squeeze(folded))[:_MAX_ONE_TYPO]
        entries = numpy.union1d(_top(near, closeness, limit), one_typo)
        score = whole_scores(folded, self._folded.take(entries))
        rows = self._rows[entries]
        order = numpy.lexsort((entries, -score))
        _, first = numpy.unique(rows[order], return_index=True)
        best = order[numpy.sort(first)[:limit]]
        return rows[best], score[best]

    def equal(self, text: str) -> NDArray[numpy.int32]:
        """Return the rows with a text equal to `text`, ascending and unique.

        Case, accents, punctuation and spaces are ignored. A text without a letter, digit
        or symbol returns none.
        """
        key = squeeze(fold(text[:_MAX_RAW_LENGTH]))
        if not key:
            return numpy.empty(0, numpy.int32)
        stop = start = bisect_left(self._keys, key)
        while stop < len(self._keys) and self._keys[stop] == key:
            stop += 1
        if start == stop:
            return numpy.empty(0, numpy.int32)
        entries = self._key_entries[start:stop]
        # A key may also come from a longer text whose article was removed.
        equal = [squeeze(folded) == key for folded in self._folded.take(entries)]
        return numpy.unique(self._rows[entries[equal]])

    def _candidates(
        self, folded: str, popularity: NDArray[numpy.int64], popular: int
    ) -> NDArray[numpy.intp]:
        if not any(map(str.isalnum, folded)):  # symbols are equal or they differ
            start = bisect_left(self._keys, folded)
            stop = bisect_left(self._keys, folded + "\0", start)
            return numpy.unique(self._key_entries[start:stop])
        prefixes = {squeeze(folded), squeeze(without_article(folded))}
        parts = [self._with_prefix(key, popularity, popular) for key in prefixes]
        one_typo = self._deletions.near(squeeze(folded))
        parts.append(_top(one_typo, popularity[self._rows[one_typo]], _MAX_ONE_TYPO))
        return numpy.unique(
            numpy.concatenate([*parts, *self._similar(folded, popularity, popular)])
        )

    def _with_prefix(
        self, key: str, popularity: NDArray[numpy.int64], popular: int
    ) -> NDArray[numpy.integer]:
        """Return the most popular entries equal to a key, and those that start with it."""
        start = bisect_left(self._keys, key)
        exact = bisect_left(self._keys, key + "\0", start)
        stop = bisect_left(self._keys, key + "\U0010ffff", exact)
        equal, longer = self._key_entries[start:exact], self._key_entries[exact:stop]
        return numpy.concatenate(
            [_top(part, popularity[self._rows[part]], popular) for part in (equal, longer)]
        )

    def _similar(
        self, folded: str, popularity: NDArray[numpy.int64], popular: int
    ) -> tuple[NDArray[numpy.integer], NDArray[numpy.integer]]:
        """Return entries that share trigrams with the query: the closest, and the most popular."""
        size, shared = self._grams.shared(folded)
        levels = numpy.bincount(shared, minlength=size + 1)
        enough = numpy.flatnonzero(levels[:0:-1].cumsum() >= _MAX_CLOSEST)
        level = size - int(enough[0]) if len(enough) else 1
        # Low enough for any single typo, even if many entries share more trigrams than the right
        # one. `_deletions` covers short texts, and half of the trigrams bound the work.
        floor = min(level, max(size - _LOST_TRIGRAMS, (size + 1) // 2))
        near = numpy.flatnonzero(shared >= floor)
        common = shared[near]
        closeness = common / (size + self._grams.sizes[near])
        ranked = common.astype(numpy.float64) + _fraction(popularity[self._rows[near]])
        return _top(near, closeness, _MAX_CLOSEST), _top(near, ranked, popular)


def _fraction(popularity: NDArray[numpy.int64]) -> NDArray[numpy.float64]:
    """Map popularity to 0..1, preserving its order."""
    positive = numpy.maximum(popularity, 0).astype(numpy.float64)
    return positive / (positive + 1_000.0)


def _top(items: NDArray[T], value: NDArray[numpy.generic], count: int) -> NDArray[T]:
    """Return the `count` items of highest value, in no particular order."""
    if len(items) <= count:
        return items
    return items[numpy.argpartition(value, len(value) - count)[len(value) - count :]]
