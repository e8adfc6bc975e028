"""SQL over the catalogue: an editor with examples, the result and a list of tables."""

from __future__ import annotations

import streamlit as st

from pages.parts.common import downloads
from pages.parts.common.catalogue import leased
from pages.parts.common.text import number_of, plain
from recsys.catalog import Store
from recsys.errors import QueryError, QueryFailed
from recsys.explore import EXAMPLES, QueryLimits, QueryResult
from recsys.settings import hosted

LIMITS = QueryLimits()


@st.fragment
def show_sql() -> None:
    """Show the editor and its result, with the tables beside them."""
    if hosted():
        st.info(
            "SQL is disabled on this public server. Run Filmkin on your own machine to query the "
            "catalogue."
        )
        return
    with leased() as store:
        editor, tables = st.columns([5, 2], gap="large")
        with editor:
            _editor(store)
        with tables:
            _tables(store)


def _editor(store: Store) -> None:
    st.session_state.setdefault("sql", EXAMPLES[0].query)
    with st.container(horizontal=True, gap="small"):
        for number, example in enumerate(EXAMPLES):
            st.button(
                example.question,
                key=f"example-{number}",
                on_click=_use_example,
                args=(example.query,),
            )
    query = st.text_area(
        "One statement in DuckDB's SQL",
        key="sql",
        height=260,
        help=f"A query can only read the listed tables. It is limited to {LIMITS.seconds:g} "
        f"seconds and {LIMITS.memory_mb} MB of memory; the first {LIMITS.rows:,} rows are shown.",
    )
    if st.button("Run", type="primary") and (query or "").strip():
        with st.spinner("Running", show_time=True):
            st.session_state["sql-result"] = _run(store, str(query))
    result = st.session_state.get("sql-result")
    if isinstance(result, QueryResult):
        _result(result)
    elif isinstance(result, QueryFailed):
        st.warning("DuckDB can't run this query.")
        st.code(str(result), language=None, wrap_lines=True)
    elif isinstance(result, QueryError):
        st.warning(plain(str(result)))


def _run(store: Store, query: str) -> QueryResult | QueryError:
    try:
        return store.explore.sql(query)
    except QueryError as error:
        return error


def _result(result: QueryResult) -> None:
    frame = result.frame
    rows = number_of(frame.height, "row")
    more = f"The first {rows}; there are more" if result.truncated else rows.capitalize()
    st.caption(f"{more}, in {result.seconds:.1f} s")
    if frame.is_empty():
        st.caption("No rows match. Relax a condition in WHERE, HAVING or JOIN.")
        return
    st.dataframe(frame, key="sql-rows", hide_index=True, alt=f"Result of the query, {rows}")
    downloads.table(frame, "filmkin-query", "these rows")


def _tables(store: Store) -> None:
    """Show the columns and types of each table."""
    st.caption("Tables: tconst is a film; nconst, pconst and dconst are people")
    rows = store.manifest.tables
    for table in filter(rows.get, rows):
        label = f"`{table}`, {number_of(rows[table], 'row')}"
        with st.expander(label, expanded=table == "movies"):
            columns = store.explore.schema.filter(table=table).select("column", "type")
            st.markdown("  \n".join(f"`{column}` {plain(kind)}" for column, kind in columns.rows()))
    empty = [plain(table) for table, count in rows.items() if not count]
    if empty:
        st.caption(f"Empty in this catalogue: {', '.join(empty)}")


def _use_example(query: str) -> None:
    st.session_state["sql"] = query
    st.session_state.pop("sql-result", None)
