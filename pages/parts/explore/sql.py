"""A box for SQL over the catalogue, with examples and the tables beside it."""

from __future__ import annotations

import streamlit as st

from pages.parts.common import downloads as downloads
from pages.parts.common.catalogue import leased
from pages.parts.common.text import number_of, plain
from recsys.catalog import Store
from recsys.errors import QueryError, QueryFailed
from recsys.explore import EXAMPLES, QueryLimits, QueryResult
from recsys.settings import hosted

LIMITS = QueryLimits()


@st.fragment
def draw() -> None:
    """The box and its answer on one side, the tables on the other."""
    if hosted():
        st.info(
            "SQL is for your own machine: it is off on this public page. Run Filmkin locally to "
            "ask the catalogue anything."
        )
        return
    with leased() as store:
        box, tables = st.columns([5, 2], gap="large")
        with box:
            _box(store)
        with tables:
            _tables(store)


def _box(store: Store) -> None:
    st.session_state.setdefault("sql", EXAMPLES[0].query)
    with st.container(horizontal=True, gap="small"):
        for number, example in enumerate(EXAMPLES):
            st.button(
                example.question, key=f"example-{number}", on_click=_put, args=(example.query,)
            )
    query = st.text_area(
        "One statement in DuckDB's SQL",
        key="sql",
        height=260,
        help=f"It can read the tables beside and nothing else, for {LIMITS.seconds:g} seconds and "
        f"with {LIMITS.memory_mb} MB of memory; {LIMITS.rows:,} rows are shown.",
    )
    if st.button("Run", type="primary") and (query or "").strip():
        with st.spinner("Running", show_time=True):
            st.session_state["sql-answer"] = _run(store, str(query))
    answer = st.session_state.get("sql-answer")
    if isinstance(answer, QueryResult):
        _result(answer)
    elif isinstance(answer, QueryFailed):
        st.warning("DuckDB can't run this as it stands.")
        st.code(str(answer), language=None, wrap_lines=True)
    elif isinstance(answer, QueryError):
        st.warning(plain(str(answer)))


def _run(store: Store, query: str) -> QueryResult | QueryError:
    try:
        return store.explore.sql(query)
    except QueryError as error:
        return error


def _result(result: QueryResult) -> None:
    frame = result.frame
    rows = number_of(frame.height, "row")
    more = f"The first {rows}; there are more" if result.more else rows.capitalize()
    st.caption(f"{more}, in {result.seconds:.1f} s")
    if frame.is_empty():
        st.caption("Nothing fits: loosen a condition of WHERE, HAVING or JOIN.")
        return
    st.dataframe(frame, key="sql-rows", hide_index=True, alt=f"Result of the query, {rows}")
    downloads.table(frame, "filmkin-query", "these rows")


def _tables(store: Store) -> None:
    """Names and types of columns, a table each."""
    st.caption("Tables; tconst joins films, nconst, pconst and dconst are people")
    rows = store.manifest.tables
    for table in filter(rows.get, rows):
        label = f"`{table}`, {number_of(rows[table], 'row')}"
        with st.expander(label, expanded=table == "movies"):
            columns = store.explore.schema.filter(table=table).select("column", "type")
            st.markdown("  \n".join(f"`{column}` {plain(kind)}" for column, kind in columns.rows()))
    empty = [plain(table) for table, count in rows.items() if not count]
    if empty:
        st.caption(f"Without rows in this catalogue: {', '.join(empty)}")


def _put(query: str) -> None:
    st.session_state["sql"] = query
    st.session_state.pop("sql-answer", None)
