"""Downloads of a table as CSV, JSON, Parquet or a Letterboxd list."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import polars as pl
import streamlit as st

from recsys.util.formats import to_csv, to_json, to_letterboxd, to_parquet

Writer = Callable[[pl.DataFrame], str | bytes]

_FORMATS: tuple[tuple[str, str, str, Writer], ...] = (
    ("CSV", "csv", "text/csv", to_csv),
    ("JSON", "json", "application/json", to_json),
    ("Parquet", "parquet", "application/vnd.apache.parquet", to_parquet),
)
"""Label, file extension, media type and writer."""


def table(frame: pl.DataFrame, name: str, what: str = "", films: bool = False) -> None:
    """Show a popover with downloads of a table; a file is written when it is requested.

    Parameters
    ----------
    name : str
        File name without extension, unique on the page.
    what : str
        What the table contains, if the page has several.
    films : bool
        Whether the table lists films, so that Letterboxd can import it.
    """
    with st.popover(f"Download {what}" if what else "Download", icon=":material/download:"):
        for label, extension, media_type, write in _FORMATS:
            _button(f"As {label}", partial(write, frame), f"{name}.{extension}", media_type)
        if films:
            _button(
                "As a Letterboxd list",
                partial(to_letterboxd, frame),
                f"{name}-letterboxd.csv",
                "text/csv",
            )


def _button(label: str, data: Callable[[], str | bytes], file_name: str, media_type: str) -> None:
    st.download_button(
        label,
        data,
        file_name=file_name,
        mime=media_type,
        on_click="ignore",
        key=f"download-{file_name}",
        width="stretch",
    )
