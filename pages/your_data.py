"""The Your data page: the content of the live catalogue, its builds and the build commands."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import datetime
from typing import Any

import polars as pl
import streamlit as st

from pages.parts.common import address, downloads
from pages.parts.common.catalogue import leased
from pages.parts.common.sources import source_name
from pages.parts.common.text import join_words, number_of, plain
from pages.parts.data import build_commands, build_list
from pages.parts.films.controls import type_word
from recsys.catalog import Store
from recsys.settings import hosted
from recsys.store import Manifest

TABLE_DESCRIPTIONS = {
    "movies": "films",
    "directors": "people who directed a film",
    "people": "people",
    "principals": "people with a credit",
    "movie_dir": "films with their directors",
    "movie_prin": "films with their people and roles",
    "titles": "titles in other languages",
    "texts": "texts by film and source",
    "translations": "translated texts from Trakt",
    "trakt": "films as received from Trakt",
}


def page(store: Store) -> None:
    """Show the manifest in readable form, the builds and the build commands."""
    address.keep("your-data")
    st.title("What is in this catalogue?", anchor=False)
    manifest = store.manifest
    if not hosted():
        build_list.progress(manifest.build_id)
    summary(manifest)
    for source in manifest.sources:
        source_files(source)
    build_details(manifest)
    if not hosted():
        st.header("Builds", anchor=False)
        build_list.choice()
    st.header("Use your own data", anchor=False)
    if hosted():
        st.markdown(
            "This server is shared. Install Filmkin on your own machine and run these commands:"
        )
    build_commands.show_build_commands()


def summary(manifest: Manifest) -> None:
    """Show counts, years, size and date of the live build."""
    tables, ranges = manifest.tables, manifest.ranges
    built = datetime.fromisoformat(manifest.created)
    size = sum(file["bytes"] for file in manifest.files.values()) / 1e6
    years = f" from {ranges['min_year']} to {ranges['max_year']}" if ranges["min_year"] else ""
    st.markdown(
        f"**{number_of(tables['movies'], 'film')}**{years}, "
        f"**{number_of(tables['directors'], 'director')}**, "
        f"{number_of(tables['people'], 'person', 'people')} with "
        f"{number_of(tables['movie_prin'], 'credit')}. {plain(_texts(manifest))} "
        f"Built on {built:%d %B %Y at %H:%M} UTC, {size:,.1f} MB on disk, "
        f"build `{manifest.build_id}`."
    )
    if manifest.is_demo:
        st.caption(
            "This is the demo catalogue: real films, entered by hand for this project, with "
            "rounded, approximate ratings and votes."
        )


def _texts(manifest: Manifest) -> str:
    vectors = manifest.vectors
    if vectors is None:
        return "No overviews: film similarity rests on people, genre and year."
    return (
        f"{number_of(vectors['films'], 'film')} with a text, compared by the model "
        f"{vectors['model']}."
    )


def source_files(source: dict[str, Any]) -> None:
    """Show the files of one source, their row counts and the fields it provided."""
    st.subheader(f"From {plain(source_name(source['name']))}", anchor=False)
    st.dataframe(
        _files_read(source),
        hide_index=True,
        column_config={
            "file": "File",
            "read": st.column_config.NumberColumn(
                "Rows read", format="localized", help="Rows in the file"
            ),
            "kept": st.column_config.NumberColumn(
                "Rows kept", format="localized", help="Rows used in the catalogue"
            ),
            "left out": "Left out, and why",
        },
        alt=f"Rows read and kept of the source {source['name']}",
    )
    provided = [f"{field} ({films:,})" for field, films in source.get("gave", {}).items()]
    notes = (
        [f"Fields provided, with the number of films: {join_words(provided)}"] if provided else []
    )
    if source.get("mended"):
        notes.append(f"{number_of(source['mended'], 'text')} with a double encoding repaired")
    if notes:
        st.caption(plain(". ".join(notes) + "."))
    oddities = source.get("odd", {}).items()
    if oddities:
        lines = [
            plain(oddity) + (f" ({count:,} times)" if count > 1 else "")
            for oddity, count in oddities
        ]
        st.caption("Unusual in these files:\n" + "".join(f"\n- {line}" for line in lines))


def _files_read(source: dict[str, Any]) -> pl.DataFrame:
    """Return one row per file of the source."""
    return pl.DataFrame(
        [
            {
                "file": name,
                "read": count["read"],
                "kept": count["kept"],
                "left out": ", ".join(
                    f"{rows:,} {reason}" for reason, rows in count["dropped"].items() if rows
                ),
            }
            for name, count in source["rows"].items()
        ]
    )


def build_details(manifest: Manifest) -> None:
    """Show options, tables and files of the build, with downloads."""
    with st.expander("Build details"):
        options = manifest.options
        kinds = join_words(type_word(kind) for kind in options["types"])
        st.markdown(
            f"Title types: {plain(kinds)}, with at least "
            f"{number_of(options['min_votes'], 'vote')}. Titles marked as adult are "
            f"{'included' if options['include_adult'] else 'left out'}."
        )
        tables, files = _tables(manifest), _files(manifest)
        read = pl.concat(
            [
                _files_read(source).select(pl.lit(source["name"]).alias("source"), pl.all())
                for source in manifest.sources
            ]
        )
        with st.container(horizontal=True, gap="small"):
            downloads.table(read, "filmkin-sources", "the sources")
            downloads.table(tables, "filmkin-tables", "the table sizes")
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
        (name, count, TABLE_DESCRIPTIONS.get(name, "")) for name, count in manifest.tables.items()
    ]
    tables = pl.DataFrame(rows, orient="row", schema=["table", "rows", "content"])
    st.dataframe(
        tables,
        hide_index=True,
        column_config={
            "table": "Table",
            "rows": st.column_config.NumberColumn("Rows", format="localized"),
            "content": "Content",
        },
        alt="Tables of the catalogue and their number of rows",
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
            "file": "File",
            "bytes": st.column_config.NumberColumn("Size", format="bytes"),
            "sha256": "SHA-256",
        },
        alt="Files of the build with size and hash",
    )
    return files


with leased() as opened:
    page(opened)
