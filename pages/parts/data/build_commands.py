"""How a catalogue of one's own is built: commands to copy, with what they need."""

from __future__ import annotations

import polars as pl
import streamlit as st

IMDB_TERMS = "https://developer.imdb.com/non-commercial-datasets/"
TRAKT_APPS = "https://trakt.tv/oauth/applications"

EXPECTATIONS = [
    ("the demo", "seconds", "under 0.5 GB", "some MB"),
    ("11 thousand films", "2 seconds", "under 0.5 GB", "16 MB"),
    ("330 thousand films, 3.8 million credits", "half a minute", "up to 3 GB", "0.6 GB"),
]
"""As measured on two cores, without texts; benchmarks/RESULTS.md has the figures."""


def draw() -> None:
    """A tab for each origin of data."""
    imdb, trakt, wikipedia, own = st.tabs(["IMDb", "Trakt", "Wikipedia", "Your own files"])
    with imdb:
        from_imdb()
    with trakt:
        from_trakt()
    with wikipedia:
        from_wikipedia()
    with own:
        from_files()
    st.markdown(
        "A running app takes a new catalogue up by itself, and this page shows how far a build is. "
        "What it holds, whether it is sound, and back to the demo:"
    )
    commands("python -m recsys info", "python -m recsys check", "python -m recsys build --demo")


def from_imdb() -> None:
    """Films, people, ratings."""
    st.markdown(
        f"IMDb publishes its data sets for personal and non-commercial use: [terms]({IMDB_TERMS}). "
        "This downloads five files, between 1 and 2 GB, and builds a catalogue of them; later only "
        "those that changed are fetched again:"
    )
    commands("python -m recsys build --download-imdb --min-votes 100")
    st.markdown(
        "Files that are here already are named with `--imdb FOLDER` instead (`title.akas` among "
        "them adds titles in other languages). `--min-votes` leaves out films that few people have "
        "rated, `--types` says which kinds of title to keep:"
    )
    commands("python -m recsys build --imdb FOLDER --types movie,tvMovie,tvSeries,tvMiniSeries")
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


def from_trakt() -> None:
    """Texts for IMDb's films, or films of its own."""
    st.markdown(
        f"Trakt has overviews, and films of its own. Make an application under [Trakt]"
        f"({TRAKT_APPS}), which needs a paid account since July 2026, and give its client id:"
    )
    commands(
        "export TRAKT_CLIENT_ID=...",
        "python -m recsys fetch trakt",
        "python -m recsys build --imdb FOLDER --trakt",
    )
    st.markdown(
        "What is fetched is kept, so an interrupted run goes on where it was. Without `--imdb` "
        "Trakt alone is the catalogue; `fetch trakt --people` then brings cast and crew:"
    )
    commands("python -m recsys fetch trakt --people", "python -m recsys build --trakt")


def from_wikipedia() -> None:
    """How articles about films begin, for those without an overview."""
    st.markdown(
        "For films without an overview, how their article on Wikipedia begins, under CC BY-SA 4.0. "
        "Wikimedia asks for a mail or web address of yours:"
    )
    commands(
        "export FILMKIN_CONTACT=you@example.org",
        "python -m recsys fetch wikipedia",
        "python -m recsys build --imdb FOLDER --wikipedia",
    )


def from_files() -> None:
    """Texts by IMDb id, from whatever origin."""
    st.markdown(
        "Any file of texts with IMDb ids: JSON lines, CSV, TSV or Parquet, with a column `imdb_id` "
        "(or `tconst`) and any of overview, tagline, genres, keywords, country, language, poster. "
        "The exports of TMDB and of Kaggle's film sets are understood as they are:"
    )
    commands("python -m recsys build --imdb FOLDER --overviews FILE --model all-MiniLM-L6-v2")
    st.markdown("A column under another name is said with `--map`:")
    commands("python -m recsys build --imdb FOLDER --overviews FILE --map overview=story")
    st.markdown(
        "Without `--model` a multilingual one is fetched on first use; `all-MiniLM-L6-v2` is for "
        "English and comes along. Encoding takes about a minute for 10,000 overviews, once."
    )


def commands(*lines: str) -> None:
    """Lines to copy into a terminal."""
    st.code("\n".join(lines), language="bash", wrap_lines=True)
