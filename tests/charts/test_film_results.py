"""The matrix of what makes films alike: its cells are the parts of the scores."""

from __future__ import annotations

import polars as pl

from recsys import charts
from recsys.movies import GROUPS, TERMS

LABELS = {term: term.upper() for term in TERMS}


def films(*parts: dict[str, float]) -> pl.DataFrame:
    """Return results with these parts of their scores."""
    return pl.DataFrame(
        {
            "title": [f"<b>Film</b> {number}" for number in range(len(parts))],
            "year": [None, *[2000] * (len(parts) - 1)],
            "terms": [dict.fromkeys(TERMS, 0.0) | part for part in parts],
        },
        schema_overrides={"year": pl.Int16},
    )


def test_cells_are_parts() -> None:
    """A trace per group, with neighbouring columns; small and negative parts have no number."""
    figure = charts.likeness_matrix(
        films({"words": 1.25, "rated": 0.2, "reception": 0.1}, {"text": -0.5, "words": 0.01}),
        LABELS, "#000000",
    )  # fmt: skip
    story, rating = figure.data
    assert figure.layout.xaxis.ticktext == ("WORDS", "RATED", "RECEPTION")
    assert [list(row) for row in story.z] == [[1.25], [0.01]]
    assert [list(row) for row in story.text] == [["1.25"], [""]]
    assert [list(row) for row in rating.text] == [[".20", ".10"], ["", ""]]
    assert list(rating.x) == [1, 2]
    assert story.zmax == rating.zmax == 1.25
    assert figure.layout.yaxis.ticktext[0] == "&lt;b&gt;Film&lt;/b&gt; 0"


def test_every_group_has_its_columns_side_by_side() -> None:
    figure = charts.likeness_matrix(films(dict.fromkeys(TERMS, 0.1)), LABELS, "#000000")
    assert len(figure.data) == len(GROUPS)
    columns = [list(trace.x) for trace in figure.data]
    assert [x for of in columns for x in of] == list(range(len(TERMS)))


def test_without_parts() -> None:
    """A ranking may have no part worth a cell."""
    assert not charts.likeness_matrix(films({"text": 0.001}), LABELS, "#000000").data
