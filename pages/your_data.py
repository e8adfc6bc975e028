"""What does the live catalogue hold, and how do I build my own?"""

from __future__ import annotations

from datetime import datetime

import polars as pl
import streamlit as st

from pages.parts import address
from pages.parts.catalogue import leased
from pages.parts.sources import source_name
from pages.parts.text import number_of, plain
from recsys.store import Store

IMDB_TERMS = "https://developer.imdb.com/non-commercial-datasets/"


def page(store: Store) -> None:
    """The manifest in readable form, then the commands."""
    address.keep("your-data")
    st.title("What does this catalogue hold?", anchor=False)
    holdings(store)
    sources(store)
    st.header("How do I use my own data?", anchor=False)
    how_to_build()


def holdings(store: Store) -> None:
    """Counts and range of the live build."""
    manifest = store.manifest
    tables, ranges = manifest.tables, manifest.ranges
    made = datetime.fromisoformat(manifest.created)
    size = sum(file["bytes"] for file in manifest.files.values()) / 1e6
    years = f" from {ranges['min_year']} to {ranges['max_year']}" if ranges["min_year"] else ""
    st.markdown(
        f"**{number_of(tables['movies'], 'film')}**{years}, "
        f"**{number_of(tables['directors'], 'director')}**, "
        f"{number_of(tables['people'], 'person', 'people')} with "
        f"{number_of(tables['movie_prin'], 'credit')}. "
        f"Built on {made:%d %B %Y at %H:%M} UTC, {size:,.1f} MB on disk, "
        f"build `{manifest.build_id}`."
    )
    if manifest.is_demo:
        st.info(
            "This is the demo catalogue: real films, written down by hand for this project. "
            "Ratings and votes are rounded and approximate."
        )


def sources(store: Store) -> None:
    """Each source's files, and what became of their rows."""
    for source in store.manifest.sources:
        st.subheader(f"From {plain(source_name(source['name']))}", anchor=False)
        rows = [
            {
                "file": name,
                "read": count["read"],
                "kept": count["kept"],
                "left out": ", ".join(f"{n:,} {why}" for why, n in count["dropped"].items() if n),
            }
            for name, count in source["rows"].items()
        ]
        st.dataframe(
            pl.DataFrame(rows),
            hide_index=True,
            column_config={
                "file": "File",
                "read": st.column_config.NumberColumn("Rows read", format="localized"),
                "kept": st.column_config.NumberColumn("Rows kept", format="localized"),
                "left out": "Left out, and why",
            },
            alt=f"Rows read and kept of the source {source['name']}",
        )


def how_to_build() -> None:
    """Commands to copy, with what they need."""
    st.markdown(
        f"IMDb publishes its data sets for personal and non-commercial use: [terms]({IMDB_TERMS}). "
        "This downloads five files, between 1 and 2 GB, and builds a catalogue of them; later only "
        "those that changed are fetched again:"
    )
    st.code("python -m recsys build --download-imdb --min-votes 100", language="bash")
    st.markdown(
        "A running app takes the new catalogue up by itself. Files that are here already are named "
        "with `--imdb FOLDER` instead. `--min-votes` leaves out films that "
        "few people have rated, `--types` says which kinds of title to keep:"
    )
    st.code(
        "python -m recsys build --imdb FOLDER --types movie,tvMovie,tvSeries,tvMiniSeries\n"
        "python -m recsys info\n"
        "python -m recsys check",
        language="bash",
    )
    st.dataframe(
        pl.DataFrame(EXPECTATIONS, orient="row", schema=["catalogue", "time", "memory", "disk"]),
        hide_index=True,
        column_config={
            "catalogue": "Catalogue",
            "time": "Time to build",
            "memory": "Memory while building",
            "disk": "Disk",
        },
        alt="Time, memory and disk to expect of a build",
    )
    st.markdown("To return to the demo:")
    st.code("python -m recsys build --demo", language="bash")


# As measured on two cores; benchmarks/RESULTS.md has the figures.
EXPECTATIONS = [
    ("the demo", "seconds", "under 0.5 GB", "some MB"),
    ("11 thousand films", "2 seconds", "under 0.5 GB", "16 MB"),
    ("330 thousand films, 3.8 million credits", "half a minute", "up to 3 GB", "0.6 GB"),
]

with leased() as opened:
    page(opened)
