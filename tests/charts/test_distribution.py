"""Distributions have a bar per bin, numbered like the bins, so that bars select bins."""

from __future__ import annotations

import numpy as np

from recsys import charts
from recsys.charts.distribution import MAX_LABELS
from recsys.explore.dimensions import Labelled, crafts, labelled, numbers, years
from recsys.store.graph import Relation

INK = charts.INK["light"]
HOSTILE = "<img src=x onerror=alert(1)>"


def labels(counts: list[int]) -> Labelled:
    offsets = np.concatenate([[0], np.cumsum(counts)])
    names = [f"{HOSTILE} {index:02}" for index in range(len(counts))]
    rows = np.arange(offsets[-1], dtype=np.int32)
    return labelled("genre", names, Relation(offsets, rows), len(rows), 60)


def test_a_scale_has_a_column_per_bin() -> None:
    dimension = years(np.array([1990, 1992, 1992, 0], dtype=np.int16))
    figure = charts.distribution(dimension, [], "films", INK)
    [bars] = figure.data
    assert list(bars.x) == [0, 1, 2, 3]
    assert list(bars.y) == [1, 0, 2, 1]
    assert figure.layout.xaxis.title.text == "year"
    assert figure.layout.yaxis.title.text == "films"
    assert "1992<br>2 films" in bars.customdata[2]
    assert figure.layout.dragmode == "select"


def test_labels_are_escaped_bars_most_frequent_first() -> None:
    figure = charts.distribution(labels([1, 3, 2]), [], "films", INK)
    [bars] = figure.data
    assert list(bars.x) == [3, 2, 1]
    assert list(bars.y) == [0, 1, 2]
    assert figure.layout.dragmode is False
    assert "<img" not in figure.to_json()


def test_the_number_of_labels_is_limited() -> None:
    [bars] = charts.distribution(labels([1] * 40), [], "films", INK).data
    assert len(bars.x) == MAX_LABELS


def test_unselected_bins_are_faint() -> None:
    dimension = crafts(np.array([1, 2, 4], dtype=np.uint16))
    plain, faint, _ = charts.distribution(dimension, [0], "pairs", INK).data[0].marker.color
    assert plain != faint
    assert len(set(charts.distribution(dimension, [], "pairs", INK).data[0].marker.color)) == 1


def test_skewed_counts_have_a_logarithmic_axis() -> None:
    steep = numbers("films", np.repeat([2, 3, 4, 5], [5_000, 100, 10, 2]), (2, 3, 4, 5))
    even = numbers("films", np.repeat([2, 3, 4, 5], [50, 100, 10, 2]), (2, 3, 4, 5))
    assert charts.distribution(steep, [], "pairs", INK).layout.yaxis.type == "log"
    assert "logarithmic" in charts.distribution(steep, [], "pairs", INK).layout.yaxis.title.text
    assert charts.distribution(even, [], "pairs", INK).layout.yaxis.type == "linear"


def test_a_long_scale_has_round_ticks() -> None:
    dimension = years(np.arange(1888, 2026).astype(np.int16))
    ticks = charts.distribution(dimension, [], "films", INK).layout.xaxis.ticktext
    assert all(int(tick) % 10 == 0 for tick in ticks)
    assert 10 < len(ticks) < 20
