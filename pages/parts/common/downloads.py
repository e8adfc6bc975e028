"""A table to take away, in the forms that other tools read."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import polars as pl
import streamlit as st

from recsys.util.formats import to_csv, to_json, to_letterboxd, to_parquet

Writer = Callable[[pl.DataFrame], str | bytes]

_FORMS: tuple[tuple[str, str, str, Writer], ...] = (
    ("CSV", "csv", "text/csv", to_csv),
    ("JSON", "json", "application/json", to_json),
    ("Parquet", "parquet", "application/vnd.apache.parquet", to_parquet),
)
"""Label, ending, media type, and what writes it."""


def table(frame: pl.DataFrame, name: str, what: str = "", films: bool = False) -> None:
    """The downloads of a table, folded; a file is made when it is asked for.

    Parameters
    ----------
    name : str
        Of the file, without its ending; different for each table of a page.
    what : str
        What the table holds, where a page has several.
    films : bool
        Whether it is a list of films, which Letterboxd can import.
    """
    with st.popover(f"Download {what}" if what else "Download", icon=":material/download:"):
        for label, ending, media, write in _FORMS:
            _button(f"As {label}", partial(write, frame), f"{name}.{ending}", media)
        if films:
            _button(
                "As a list for Letterboxd",
                partial(to_letterboxd, frame),
                f"{name}-letterboxd.csv",
                "text/csv",
            )


def _button(label: str, data: Callable[[], str | bytes], file: str, media: str) -> None:
    st.download_button(
        label,
        data,
        file_name=file,
        mime=media,
        on_click="ignore",
        key=f"take-{file}",
        width="stretch",
    )
