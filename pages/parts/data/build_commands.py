"""Commands that build a catalogue, with what they need."""

from __future__ import annotations

import polars as pl
import streamlit as st

IMDB_TERMS = "https://developer.imdb.com/non-commercial-datasets/"
TRAKT_APPS = "https://trakt.tv/oauth/applications"

REQUIREMENTS = [
    ("the demo", "seconds", "under 0.5 GB", "a few MB"),
    ("11,000 films", "2 seconds", "under 0.5 GB", "16 MB"),
    ("330,000 films, 3.8 million credits", "half a minute", "up to 3 GB", "0.6 GB"),
]
"""Measured on two cores, without texts; see benchmarks/RESULTS.md."""


def show_build_commands() -> None:
    """Show one tab per data source, then commands for the finished build."""
    imdb, trakt, wikipedia, own = st.tabs(["IMDb", "Trakt", "Wikipedia", "Your own files"])
    with imdb:
        imdb_commands()
    with trakt:
        trakt_commands()
    with wikipedia:
        wikipedia_commands()
    with own:
        file_commands()
    st.markdown(
        "A running app switches to a new catalogue by itself, and this page shows the progress "
        "of a build. To see what a build contains, check it, or go back to the demo:"
    )
    commands("filmkin info", "filmkin check", "filmkin build --demo")


def imdb_commands() -> None:
    """Show how to build from IMDb's data: films, people and ratings."""
    st.markdown(
        f"IMDb publishes its data sets for personal and non-commercial use: [terms]({IMDB_TERMS}). "
        "This command downloads five files, 1 to 2 GB in all, and builds a catalogue. The next "
        "time it downloads only the files that have changed:"
    )
    commands("filmkin build --download-imdb --min-votes 100")
    st.markdown(
        "If you already have the files, use `--imdb FOLDER` instead; "
        "`title.akas` adds titles in other "
        "languages. `--min-votes` leaves out films that few people have rated; `--types` selects "
        "the title types:"
    )
    commands("filmkin build --imdb FOLDER --types movie,tvMovie,tvSeries,tvMiniSeries")
    st.dataframe(
        pl.DataFrame(REQUIREMENTS, orient="row", schema=["catalogue", "time", "memory", "disk"]),
        hide_index=True,
        column_config={
            "catalogue": "Catalogue",
            "time": "Time to build",
            "memory": "Memory while building",
            "disk": "Disk",
        },
        alt="Time, memory and disk to expect of a build",
    )


def trakt_commands() -> None:
    """Show how to add Trakt's texts, or build from Trakt alone."""
    st.markdown(
        f"Trakt has overviews, and films of its own. Create an application at [Trakt]"
        f"({TRAKT_APPS}), which has required a paid account since July 2026, and set its client id:"
    )
    commands(
        "export TRAKT_CLIENT_ID=...",
        "filmkin fetch trakt",
        "filmkin build --imdb FOLDER --trakt",
    )
    st.markdown(
        "Responses are cached, so an interrupted run continues where it stopped. Without `--imdb` "
        "the catalogue comes from Trakt alone; `fetch trakt --people` then adds cast and crew:"
    )
    commands("filmkin fetch trakt --people", "filmkin build --trakt")


def wikipedia_commands() -> None:
    """Show how to add the opening of Wikipedia articles for films without an overview."""
    st.markdown(
        "For films without an overview, Filmkin can use the opening of the Wikipedia article, "
        "under CC BY-SA 4.0. Wikimedia requires a contact address, an email or web address:"
    )
    commands(
        "export FILMKIN_CONTACT=you@example.org",
        "filmkin fetch wikipedia",
        "filmkin build --imdb FOLDER --wikipedia",
    )


def file_commands() -> None:
    """Show how to add texts from files with IMDb ids."""
    st.markdown(
        "Any file with IMDb ids: JSON lines, CSV, TSV or Parquet, with a column `imdb_id` (or "
        "`tconst`) and any of overview, tagline, genres, keywords, country, language, poster. "
        "Exports of TMDB and Kaggle's film data sets work as they are:"
    )
    commands("filmkin build --imdb FOLDER --overviews FILE --model all-MiniLM-L6-v2")
    st.markdown("If a column has another name, use `--map`:")
    commands("filmkin build --imdb FOLDER --overviews FILE --map overview=story")
    st.markdown(
        "Without `--model`, a multilingual model is downloaded on first use. `all-MiniLM-L6-v2` "
        "is for English and comes with the full set. Encoding takes about a minute per 10,000 "
        "overviews, once."
    )


def commands(*lines: str) -> None:
    """Show lines to copy into a terminal."""
    st.code("\n".join(lines), language="bash", wrap_lines=True)
