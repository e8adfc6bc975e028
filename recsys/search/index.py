"""The fuzzy index: texts that name a film or a person, found by what someone types."""

from bisect import bisect_left
from pathlib import Path
from typing import TypeVar

import numpy
import polars
from numpy.typing import NDArray

from recsys.search.deletions import Deletions, write_deletions
from recsys.search.grams import Grams, write_grams
from recsys.search.scoring import scores
from recsys.search.strings import Strings, write_strings
from recsys.store.arrays import mapped
from recsys.util.fold import fold, fold_all, squeeze, without_article

T = TypeVar("T", bound=numpy.generic)

SCHEMA = polars.Schema({"row": polars.Int32, "matched": polars.String, "score": polars.Float64})

_RAW_LENGTH = 2_000  # characters of a query that are looked at at all
_QUERY_LENGTH = 200  # characters of the folded query that are searched
_CLOSEST = 120  # candidates by shared trigrams and length
_POPULAR = 80  # candidates by shared trigrams and popularity, and by beginning and popularity
_MISTYPED = 200  # candidates at one typo
_LOST_TO_A_TYPO = 4  # trigrams that swapping two neighbouring letters can destroy


def build_index(folder: Path, entries: polars.DataFrame) -> None:
    """Write the index of `entries` into `folder`, which is created.

    `entries` has `row` (Int32, not below 0; several entries may share one) and `text` (String).
    Texts that are null or hold no letter or digit cannot be found and are left out; of the texts
    of one row that fold to the same, the first is kept.
    """
    folder.mkdir(parents=True, exist_ok=True)
    texts = entries.drop_nulls("text").select("row", "text")
    folded = polars.Series("folded", fold_all(texts["text"]), dtype=polars.String)
    kept = (
        texts.with_columns(folded)
        .filter(polars.col("folded") != "")
        .unique(["row", "folded"], keep="first", maintain_order=True)
    )
    keys = _beginnings(kept["folded"].to_list())
    numpy.save(folder / "rows.npy", kept["row"].cast(polars.Int32).to_numpy())
    write_strings(folder, "texts", kept["text"])
    write_strings(folder, "folded", kept["folded"])
    write_strings(folder, "keys", keys["key"])
    numpy.save(folder / "key_entries.npy", keys["entry"].to_numpy())
    write_deletions(folder, keys["key"].to_list(), keys["entry"].to_numpy())
    write_grams(folder, kept["folded"].to_list())


def _beginnings(folded: list[str]) -> polars.DataFrame:
    """Each text without spaces, and once more without its article, sorted: `key`, `entry`."""
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
    """An index that `build_index` wrote; opened read-only through memory maps, safe to share
    between threads."""

    def __init__(self, folder: Path) -> None:
        """Open the index in `folder`; raises DamagedStore where a file is missing or wrong."""
        self._rows = mapped(folder / "rows.npy", numpy.int32)
        self._texts = Strings(folder, "texts")
        self._folded = Strings(folder, "folded")
        self._keys = Strings(folder, "keys")
        self._key_entries = mapped(folder / "key_entries.npy", numpy.int32)
        self._deletions = Deletions(folder)
        self._grams = Grams(folder)

    def search(self, query: str, limit: int, popularity: NDArray[numpy.int64]) -> polars.DataFrame:
        """The rows whose texts answer a query best.

        `popularity` is indexed by row, greater is more popular, and covers every row (IndexError
        where it is shorter). Columns `row` (Int32), `matched`
        (String, the text of the row that matched best) and `score` (Float64, 0..100, see
        `scoring.scores`); best first, equal scores by popularity, then by row; at most `limit`
        lines, one a row. A query without a letter or digit finds nothing.
        """
        folded = fold(query[:_RAW_LENGTH])[:_QUERY_LENGTH].strip()
        if not folded or limit <= 0 or not len(self._rows):
            return polars.DataFrame(schema=SCHEMA)
        entries = self._candidates(folded, popularity, max(limit, _POPULAR))
        rows = self._rows[entries]
        points = scores(folded, self._folded.take(entries))
        order = numpy.lexsort((entries, rows, -popularity[rows], -points))
        _, first = numpy.unique(rows[order], return_index=True)
        best = order[numpy.sort(first)[:limit]]
        columns = {
            "row": rows[best], "matched": self._texts.take(entries[best]), "score": points[best],
        }  # fmt: skip
        return polars.DataFrame(columns, schema=SCHEMA)

    def equal(self, text: str) -> NDArray[numpy.int32]:
        """The rows that have a text equal to one, case, accents, punctuation and spaces aside.

        Ascending, each once; none for a text without a letter or digit.
        """
        key = squeeze(fold(text[:_RAW_LENGTH]))
        if not key:
            return numpy.empty(0, numpy.int32)
        start = bisect_left(self._keys, key)
        stop = bisect_left(self._keys, key + "\0", start)
        entries = self._key_entries[start:stop]
        # A key may also be a longer text without its article.
        whole = [squeeze(folded) == key for folded in self._folded.take(entries)]
        return numpy.unique(self._rows[entries[whole]])

    def _candidates(
        self, folded: str, popularity: NDArray[numpy.int64], popular: int
    ) -> NDArray[numpy.intp]:
        begun = {squeeze(folded), squeeze(without_article(folded))}
        found = [self._beginning(key, popularity, popular) for key in begun]
        slips = self._deletions.near(squeeze(folded))
        found.append(_top(slips, popularity[self._rows[slips]], _MISTYPED))
        return numpy.unique(
            numpy.concatenate([*found, *self._similar(folded, popularity, popular)])
        )

    def _beginning(
        self, key: str, popularity: NDArray[numpy.int64], popular: int
    ) -> NDArray[numpy.integer]:
        """The most popular entries that begin with a key, and those equal to it."""
        start = bisect_left(self._keys, key)
        exact = bisect_left(self._keys, key + "\0", start)
        stop = bisect_left(self._keys, key + "\U0010ffff", exact)
        same, longer = self._key_entries[start:exact], self._key_entries[exact:stop]
        return numpy.concatenate(
            [_top(part, popularity[self._rows[part]], popular) for part in (same, longer)]
        )

    def _similar(
        self, folded: str, popularity: NDArray[numpy.int64], popular: int
    ) -> tuple[NDArray[numpy.integer], NDArray[numpy.integer]]:
        """Entries that share trigrams with the query: the closest in length, the most popular."""
        size, shared = self._grams.shared(folded)
        levels = numpy.bincount(shared, minlength=size + 1)
        enough = numpy.flatnonzero(levels[:0:-1].cumsum() >= _CLOSEST)
        level = size - int(enough[0]) if len(enough) else 1
        # Low enough for any single typo, even where many entries share more than the right one;
        # short texts with a typo come from `_deletions`, and half of the trigrams bound the work.
        floor = min(level, max(size - _LOST_TO_A_TYPO, (size + 1) // 2))
        near = numpy.flatnonzero(shared >= floor)
        common = shared[near]
        closeness = common / (size + self._grams.sizes[near])
        ranked = common.astype(numpy.float64) + _fraction(popularity[self._rows[near]])
        return _top(near, closeness, _CLOSEST), _top(near, ranked, popular)


def _fraction(popularity: NDArray[numpy.int64]) -> NDArray[numpy.float64]:
    """Popularity brought into 0..1, in the same order."""
    positive = numpy.maximum(popularity, 0).astype(numpy.float64)
    return positive / (positive + 1_000.0)


def _top(items: NDArray[T], value: NDArray[numpy.generic], count: int) -> NDArray[T]:
    """The `count` items of the highest value, in no particular order."""
    if len(items) <= count:
        return items
    return items[numpy.argpartition(value, len(value) - count)[len(value) - count :]]
