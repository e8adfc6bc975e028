"""What does the live catalogue hold, and how do I build my own?"""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import datetime
from typing import Any

import polars as pl
import streamlit as st

from pages.parts.common import address
from pages.parts.common import downloads as downloads
from pages.parts.common.catalogue import leased
from pages.parts.common.sources import source_name
from pages.parts.common.text import listed, number_of, plain
from pages.parts.data import build_commands, build_list
from pages.parts.films.controls import type_word
from recsys.catalog import Store
from recsys.settings import hosted
from recsys.store import Manifest

TABLE_WORDS = {
    "movies": "films",
    "directors": "people who directed one of them",
    "people": "people",
    "principals": "people with a credit",
    "movie_dir": "who directed what",
    "movie_prin": "who worked on what, in which roles",
    "titles": "titles in other languages",
    "texts": "texts, by film and source",
    "translations": "translated texts from Trakt",
    "trakt": "films as Trakt sent them",
}


def page(store: Store) -> None:
    """The manifest in readable form, the builds there are, then the commands."""
    address.keep("your-data")
    st.title("What does this catalogue hold?", anchor=False)
    manifest = store.manifest
    if not hosted():
        build_list.progress(manifest.build_id)
    holdings(manifest)
    for source in manifest.sources:
        came_from(source)
    details(manifest)
    if not hosted():
        st.header("Which builds are there?", anchor=False)
        build_list.choice()
    st.header("How do I use my own data?", anchor=False)
    if hosted():
        st.markdown(
            "On a machine of your own; this one is shared. There, in a folder with Filmkin:"
        )
    build_commands.draw()


def holdings(manifest: Manifest) -> None:
    """Counts and range of the live build."""
    tables, ranges = manifest.tables, manifest.ranges
    made = datetime.fromisoformat(manifest.created)
    size = sum(file["bytes"] for file in manifest.files.values()) / 1e6
    years = f" from {ranges['min_year']} to {ranges['max_year']}" if ranges["min_year"] else ""
    st.markdown(
        f"**{number_of(tables['movies'], 'film')}**{years}, "
        f"**{number_of(tables['directors'], 'director')}**, "
        f"{number_of(tables['people'], 'person', 'people')} with "
        f"{number_of(tables['movie_prin'], 'credit')}. {plain(_texts(manifest))} "
        f"Built on {made:%d %B %Y at %H:%M} UTC, {size:,.1f} MB on disk, "
        f"build `{manifest.build_id}`."
    )
    if manifest.is_demo:
        st.caption(
            "This is the demo catalogue: real films, written down by hand for this project. "
            "Ratings and votes are rounded and approximate."
        )


def _texts(manifest: Manifest) -> str:
    vectors = manifest.vectors
    if vectors is None:
        return "No overviews: similarity of films rests on people, genre and year."
    return (
        f"{number_of(vectors['films'], 'film')} with a text, compared by the model "
        f"{vectors['model']}."
    )


def came_from(source: dict[str, Any]) -> None:
    """One source: its files, what became of their rows, what it was the first to know."""
    st.subheader(f"From {plain(source_name(source['name']))}", anchor=False)
    st.dataframe(
        _files_read(source),
        hide_index=True,
        column_config={
            "file": "File",
            "read": st.column_config.NumberColumn(
                "Rows read", format="localized", help="Lines of the file"
            ),
            "kept": st.column_config.NumberColumn(
                "Rows kept", format="localized", help="Lines that are in the catalogue"
            ),
            "left out": "Left out, and why",
        },
        alt=f"Rows read and kept of the source {source['name']}",
    )
    gave = [f"{field} of {films:,}" for field, films in source.get("gave", {}).items()]
    said = [f"First to know {listed(gave)} films"] if gave else []
    if source.get("mended"):
        said.append(f"{number_of(source['mended'], 'text')} mended that had been encoded twice")
    if said:
        st.caption(plain(". ".join(said) + "."))


def _files_read(source: dict[str, Any]) -> pl.DataFrame:
    """A row a file of the source."""
    return pl.DataFrame(
        [
            {
                "file": name,
                "read": count["read"],
                "kept": count["kept"],
                "left out": ", ".join(f"{n:,} {why}" for why, n in count["dropped"].items() if n),
            }
            for name, count in source["rows"].items()
        ]
    )


def details(manifest: Manifest) -> None:
    """Options, tables and files, for who wants to know exactly."""
    with st.expander("Exactly: options, tables and files"):
        options = manifest.options
        kinds = listed(type_word(kind) for kind in options["types"])
        st.markdown(
            f"Kept are titles of the {'kind' if len(options['types']) == 1 else 'kinds'} "
            f"{plain(kinds)}, with {number_of(options['min_votes'], 'vote')} or more, titles "
            f"marked as adult {'included' if options['include_adult'] else 'left out'}."
        )
        tables, files = _tables(manifest), _files(manifest)
        read = pl.concat(
            [
                _files_read(source).select(pl.lit(source["name"]).alias("source"), pl.all())
                for source in manifest.sources
            ]
        )
        with st.container(horizontal=True, gap="small"):
            downloads.table(read, "filmkin-sources", "what was read")
            downloads.table(tables, "filmkin-tables", "the tables' rows")
            downloads.table(files, "filmkin-files", "the list of files")
            st.download_button(
                "Download the manifest",
                json.dumps(asdict(manifest), indent=1, ensure_ascii=False),
                file_name=f"filmkin-{manifest.build_id}.json",
                mime="application/json",
                on_click="ignore",
            )


def _tables(manifest: Manifest) -> pl.DataFrame:
    rows = [
        (name, count, TABLE_WORDS.get(name, "")) for name, count in manifest.tables.items()
    ]  # fmt: skip
    tables = pl.DataFrame(rows, orient="row", schema=["table", "rows", "holds"])
    st.dataframe(
        tables,
        hide_index=True,
        column_config={
            "table": "Table",
            "rows": st.column_config.NumberColumn("Rows", format="localized"),
            "holds": "What it holds",
        },
        alt="Tables of the catalogue with their rows",
    )
    return tables


def _files(manifest: Manifest) -> pl.DataFrame:
    rows = [(name, file["bytes"], file["sha256"]) for name, file in manifest.files.items()]
    files = pl.DataFrame(rows, orient="row", schema=["file", "bytes", "sha256"])
    st.dataframe(
        files,
        hide_index=True,
        height=300,
        column_config={
            "file": "File of the build",
            "bytes": st.column_config.NumberColumn("Size", format="bytes"),
            "sha256": "SHA-256",
        },
        alt="Files of the build with size and hash",
    )
    return files


with leased() as opened:
    page(opened)
