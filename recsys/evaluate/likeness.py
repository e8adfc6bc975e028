"""Measures how well rankings find films like a film: one pass over all seeds of all truths."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict
from typing import Any

import numpy as np

from recsys.catalog import Store
from recsys.evaluate.estimates import Estimate
from recsys.evaluate.guards import GuardRails, guard_seeds
from recsys.evaluate.likeness_measures import (
    JudgedPairs,
    Measure,
    NearestFilms,
    all_seeds,
)
from recsys.evaluate.rankings import is_even
from recsys.evaluate.systems import FAME, TEXT, Systems
from recsys.evaluate.truths import HALVES, Half, Judgements, Neighbours, NeighbourTruth, Truth

BASELINES = (TEXT, FAME)
_STEP = 100
"""Seeds between two messages of progress."""


def measure_likeness(
    store: Store, truths: Sequence[Truth], progress: Callable[[str], None]
) -> dict[str, Any]:
    """Return the figures of every ranking on every truth, and the guard rails; ready for JSON.

    Every seed is scored once against all films of the catalogue.

    Returns
    -------
    dict
        `truths`: one dict per truth with its `source`, `kind` and, for each of its `halves` with
        figures, sample sizes and `rows`; a row has `name`, `meaning` and `figures`, each with
        `value`, `low`, `high` and its paired differences `against` the two baselines.
        `guards`: `seeds` and `rows`, one per ranking. `default`: name of the pages' ranking.
    """
    systems = Systems(store)
    names = list(systems.meanings)
    measures = [_measures(truth, len(names)) for truth in truths]
    guards = GuardRails(store, guard_seeds(store), len(names))
    flat: list[Measure] = [measure for each in measures for measure in each.values()]
    seeds = np.union1d(guards.seeds, all_seeds(flat) if flat else [])
    for count, seed in enumerate(seeds.astype(int).tolist()):
        if count % _STEP == 0:
            progress(f"scoring all films for {count:,} of {len(seeds):,} films")
        scored = systems.score(seed)
        for measure in (*flat, guards):
            measure.add(scored)
    progress("computing intervals")
    rows = [
        {"name": name, "meaning": meaning, **figures}
        for (name, meaning), figures in zip(
            systems.meanings.items(), guards.figures(), strict=False
        )
    ]
    return {
        "truths": [
            _truth(truth, each, store, systems.meanings)
            for truth, each in zip(truths, measures, strict=True)
        ],
        "guards": {"seeds": len(guards.seeds), "rows": rows},
        "default": names[len(BASELINES)],
    }


def _measures(truth: Truth, systems: int) -> dict[Half, Measure]:
    """Return one measure per half; one for all pairs of judgements, which are split later."""
    if isinstance(truth, Judgements):
        return {"all": JudgedPairs(truth, systems)}
    return {half: NearestFilms(truth.halves[half], systems) for half in HALVES}


def _truth(
    truth: Truth, measures: dict[Half, Measure], store: Store, meanings: dict[str, str]
) -> dict[str, Any]:
    halves = {}
    for half in HALVES:
        if isinstance(truth, Judgements):
            sizes, figures = _judged(truth, measures["all"], half, store)
        else:
            sizes, figures = _nearest(truth, measures[half], half)
        if figures:
            halves[half] = {**sizes, "rows": _rows(figures, meanings)}
    return {"source": asdict(truth.source), "kind": truth.kind, "halves": halves}


def _judged(
    truth: Judgements, measure: Measure, half: Half, store: Store
) -> tuple[dict[str, int], list[dict[str, Estimate]]]:
    assert isinstance(measure, JudgedPairs), "judgements have judged pairs"
    ids, seeds = store.graph.movies["id"], measure.seeds
    even = np.array([is_even(ids[row]) for row in seeds.tolist()], dtype=bool)
    seeds = {"all": seeds, "fit": seeds[even], "report": seeds[~even]}[half]
    pairs = int(np.isin(truth.seed, seeds).sum())
    return {"seeds": len(seeds), "pairs": pairs}, measure.figures(seeds)


def _nearest(
    truth: NeighbourTruth, measure: Measure, half: Half
) -> tuple[dict[str, int], list[dict[str, Estimate]]]:
    assert isinstance(measure, NearestFilms), "nearest films have ranks"
    neighbours: Neighbours = truth.halves[half]
    sizes = {"seeds": len(neighbours.seeds), "films": len(neighbours.films)}
    if truth.kind == "likes":
        sizes |= {"users": neighbours.users, "cohorts": neighbours.cohorts}
    return sizes, measure.figures()


def _rows(figures: list[dict[str, Estimate]], meanings: dict[str, str]) -> list[dict[str, Any]]:
    by_name = dict(zip(meanings, figures, strict=True))
    return [
        {
            "name": name,
            "meaning": meanings[name],
            "figures": {
                figure: estimate.as_dict()
                | {
                    "against": {
                        baseline: (estimate - by_name[baseline][figure]).as_dict()
                        for baseline in BASELINES
                        if baseline != name
                    }
                }
                for figure, estimate in own.items()
            },
        }
        for name, own in by_name.items()
    ]
