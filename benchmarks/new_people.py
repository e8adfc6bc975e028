"""Who will share new people: `python -m benchmarks.new_people --store S`.

A ground truth without likes: from the credits up to a year, predict which directors share a person
afterwards whom they did not share by then.
"""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

import recsys
from benchmarks import report
from recsys.catalog import Store
from recsys.scoring.chance import Chance, shared_by, solve
from recsys.scoring.poisson_binomial import upper_tails
from recsys.scoring.shared_people import rarity
from recsys.scoring.work_links import is_anthology
from recsys.store.graph import CreditGraph

Floats = npt.NDArray[np.float64]

MIN_PEOPLE = 5
"""People a director must have worked with up to the year."""

STRATA = 20

YEARS = (2000, 2008)


def main() -> None:
    """Measure and write the section."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n\n")[0])
    parser.add_argument("--store", type=Path, required=True)
    parser.add_argument("--years", type=int, nargs="+", default=YEARS, metavar="YEAR")
    parser.add_argument("--dry", action="store_true", help="print instead of writing RESULTS.md")
    options = parser.parse_args()
    with recsys.open_store(options.store) as store:
        body = measure(store, options.years)
    if options.dry:
        print(body)
    else:
        report.write_section("New shared people, predicted from earlier credits", body)


def measure(store: Store, years: list[int]) -> str:
    """Return the section's text."""
    tables = store.manifest.tables
    parts = [
        report.machine("numpy"),
        f"{tables['movies']:,} films, {tables['directors']:,} directors. Pairs of directors with "
        f"{MIN_PEOPLE} people or more by the year and films after it, without those who directed "
        "together. Area under the curve: over all pairs; over pairs that shared somebody by then; "
        "and over the latter among pairs to whom their later films gave as many chances.",
    ]
    for year in years:
        found = forecast(store.graph, year)
        sharing = found.shared > 0
        parts += [
            f"**After {year}**: {len(found.new):,} pairs, {found.new.mean():.1%} of them with new "
            f"people; {sharing.sum():,} sharing, {found.new[sharing].mean():.1%}.",
            report.table(
                ("prediction", "all pairs", "sharing", "sharing, equal chances"),
                [
                    (
                        name,
                        f"{found.auc(name, known=False):.3f}",
                        f"{found.auc(name, known=True):.3f}",
                        f"{found.auc_of_equals(name, known=True):.3f}",
                    )
                    for name in found.scores
                ],
            ),
        ]
    return "\n\n".join(parts)


@dataclass(frozen=True)
class Forecast:
    """Pairs of directors at the end of a year.

    Attributes
    ----------
    one, two : int arrays, shape (pairs,)
        Rows of directors with films before and after.
    new : bool array
        Whether they share a person in the end whom they did not share by then.
    shared : float array
        People shared by then.
    work : float array
        How many chances the films after the year gave: new people of either times all of the
        other. No prediction, but what is held fixed in `auc_of_equals`.
    scores : dict of str to float arrays
        Predictions by name.
    """

    one: npt.NDArray[np.int64]
    two: npt.NDArray[np.int64]
    new: npt.NDArray[np.bool_]
    shared: Floats
    work: Floats
    scores: dict[str, Floats]

    def auc(self, name: str, known: bool) -> float:
        """Area under the curve over all pairs, or over those who shared somebody by then."""
        chosen = self.shared > 0 if known else np.ones(len(self.new), dtype=bool)
        return area_under_curve(self.scores[name][chosen], self.new[chosen])

    def auc_of_equals(self, name: str, known: bool) -> float:
        """Area between pairs to whom later films gave as many chances, in twenty strata.

        Who goes on to make many films meets many people, whoever they are: without this the
        number of people alone predicts best.
        """
        chosen = np.flatnonzero(self.shared > 0) if known else np.arange(len(self.new))
        stratum = np.argsort(np.argsort(self.work[chosen], kind="stable")) * STRATA // len(chosen)
        areas, weights = [], []
        for place in range(STRATA):
            pairs = chosen[stratum == place]
            hits = int(self.new[pairs].sum())
            if 0 < hits < len(pairs):
                areas.append(area_under_curve(self.scores[name][pairs], self.new[pairs]))
                weights.append(hits)
        return float(np.average(areas, weights=weights))


def forecast(graph: CreditGraph, year: int) -> Forecast:
    """Predictions from the films up to a year, and what came true by the films after it."""
    director, person, film = _credits(graph)
    when = graph.movie_year[film]
    past, future = (when > 0) & (when <= year), when > year
    people = np.bincount(
        np.unique(director[past].astype(np.int64) * graph.people.height + person[past])
        // graph.people.height,
        minlength=graph.director_count,
    )
    active = np.bincount(director[future], minlength=graph.director_count) > 0
    rows = np.flatnonzero((people >= MIN_PEOPLE) & active)
    before = _counts(graph, director[past], person[past], graph.director_count)
    every = _counts(graph, director[past | future], person[past | future], graph.director_count)
    known, later = before[rows] > 0, every[rows] > 0
    one, two = np.triu_indices(len(rows), 1)
    shared = _product(known, known)[one, two]
    in_the_end = _product(later, later)[one, two]
    joint = _directed_together(graph, rows)[one, two]
    scores = _scores(graph, before, rows, film[past], person[past])
    chosen = ~joint
    total = later.sum(axis=1).astype(np.float64)
    fresh = total - known.sum(axis=1)
    work = fresh[one] * total[two] + fresh[two] * total[one]
    return Forecast(
        rows[one][chosen],
        rows[two][chosen],
        (in_the_end > shared)[chosen],
        shared[chosen],
        work[chosen],
        {name: values[one, two][chosen] for name, values in scores.items()},
    )


def area_under_curve(scores: Floats, positive: npt.NDArray[np.bool_]) -> float:
    """Chance that a positive scores above a negative; ties count half (Mann and Whitney 1947)."""
    _, place, count = np.unique(scores, return_inverse=True, return_counts=True)
    middle = np.cumsum(count) - (count - 1) / 2
    hits = int(positive.sum())
    misses = len(positive) - hits
    return float((middle[place][positive].sum() - hits * (hits + 1) / 2) / (hits * misses))


def _scores(
    graph: CreditGraph, films: Floats, rows: np.ndarray, film: np.ndarray, person: np.ndarray
) -> dict[str, Floats]:
    linked = films > 0
    degree, spread = linked.sum(axis=1), linked.sum(axis=0)
    own, counts = linked[rows], films[rows]
    k = degree[rows].astype(np.float64)
    shared = _product(own, own)
    model = solve(degree.astype(np.int32), spread.astype(np.int32))
    expected, z, surprise = _against(model, degree[rows], shared)
    once = np.unique(person.astype(np.int64) * graph.movie_count + film) // graph.movie_count
    rare = rarity(np.bincount(once, minlength=films.shape[1]))
    strength = _product(np.sqrt(counts) * rare, np.sqrt(counts))
    excess = np.maximum(shared - expected, 0) / np.maximum(shared, 1)
    return {
        "degree alone": np.outer(k, k),
        "shared people": shared,
        "cosine": shared / np.sqrt(np.outer(k, k)),
        "Adamic-Adar": _product(own / np.log(np.maximum(spread, 2)), own),
        "model z": z,
        "model -log p": surprise,
        "model expected": expected,
        "strength": strength,
        "people (strength · excess)": strength * excess,
    }


def _against(model: Chance, degree: np.ndarray, shared: Floats) -> tuple[Floats, Floats, Floats]:
    kinds, kind = np.unique(degree, return_inverse=True)
    linked = model.linked(kinds)
    mean, deviation = np.zeros((2, len(degree), len(degree)))
    surprise = np.zeros_like(mean)
    for place, ours in enumerate(linked):
        both = shared_by(ours, linked, model.spread)
        rows = np.flatnonzero(kind == place)
        mean[rows] = (both @ model.people)[kind]
        deviation[rows] = np.sqrt((both * (1 - both)) @ model.people)[kind]
        counts = shared[rows].astype(np.int64)
        tails = upper_tails(both, model.people, int(counts.max()))
        surprise[rows] = -np.log(np.maximum(tails[kind, counts], 1e-300))
    return mean, (shared - mean) / np.maximum(deviation, 1e-12), surprise


def _credits(graph: CreditGraph) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Director, person and film of every credit that links, once."""
    directors = np.arange(graph.director_count, dtype=np.int32)
    director, film = graph.director_movies.expand(directors)
    usual = ~is_anthology(graph)[film]
    director, film = director[usual], film[usual]
    place, person = graph.movie_people.expand(film)
    apart = graph.director_persons[director[place]] != person
    return director[place][apart], person[apart], film[place][apart]


def _counts(graph: CreditGraph, director: np.ndarray, person: np.ndarray, rows: int) -> np.ndarray:
    """Films of each director with each person, dense."""
    people = graph.people.height
    flat = np.bincount(director.astype(np.int64) * people + person, minlength=rows * people)
    return flat.reshape(rows, people).astype(np.float32)


def _product(left: np.ndarray, right: np.ndarray) -> Floats:
    return (left.astype(np.float32) @ right.astype(np.float32).T).astype(np.float64)


def _directed_together(graph: CreditGraph, rows: np.ndarray) -> npt.NDArray[np.bool_]:
    directed = np.zeros((len(rows), graph.movie_count), dtype=np.float32)
    place, film = graph.director_movies.expand(rows.astype(np.int32))
    directed[place, film] = 1
    return (directed @ directed.T) > 0


if __name__ == "__main__":
    main()
