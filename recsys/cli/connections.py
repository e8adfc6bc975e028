"""`path` and `bridges`: how people and films are linked."""

from __future__ import annotations

import argparse
from typing import Any

from recsys.catalog import open_store
from recsys.cli import output
from recsys.connections import DEFAULT_PATHS
from recsys.vocabulary.roles import ROLES


def add_path_options(parser: argparse.ArgumentParser) -> None:
    """Add the two ends and the filters."""
    add = parser.add_argument
    add("one", help="a person or film: an id, a name or a title, optionally with year")
    add("two", help="another person or film")
    add("--roles", metavar="A,B", help="only credits in these roles link: " + ", ".join(ROLES))
    add("--min-year", type=int, metavar="YEAR", help="first year of the films between the ends")
    add("--max-year", type=int, metavar="YEAR", help="last year of the films between the ends")
    add("--min-votes", type=int, default=0, metavar="N", help="minimum votes of these films")
    add("--anthologies", action="store_true", help="films of four directors or more link, too")
    add("--limit", type=int, default=DEFAULT_PATHS, metavar="N", help="(default: %(default)s)")


def add_bridge_options(parser: argparse.ArgumentParser) -> None:
    """Add the person and the number of bridges."""
    parser.add_argument("person", help="an id, such as nm0000217, or a name")
    parser.add_argument("--limit", type=int, default=5, metavar="N", help="(default: %(default)s)")


def path(options: argparse.Namespace) -> int:
    """Find the shortest paths between two people or films."""
    with open_store(options.store) as store:
        found = store.connections.paths(
            store.resolve(options.one),
            store.resolve(options.two),
            roles=options.roles.split(",") if options.roles else None,
            min_year=options.min_year,
            max_year=options.max_year,
            min_votes=options.min_votes,
            anthologies=options.anthologies,
            limit=options.limit,
        ).to_dicts()
    if options.json:
        output.print_json(found)
    else:
        print_paths(found)
    return 0


def bridges(options: argparse.Namespace) -> int:
    """Find the collaborators of a person who lead to most other people."""
    with open_store(options.store) as store:
        person = store.people.resolve(options.person)
        found = store.connections.bridges(person, options.limit).to_dicts()
    if options.json:
        output.print_json(found)
    elif found:
        reachable = found[0]["reachable"]
        print(f"All collaborators together lead to {reachable:,} further people, and most through:")
        cells = [
            (row["name"], _role_words(row["roles"]), f"{row['films']:,}", f"{row['opens']:,}")
            for row in found
        ]
        output.print_table(cells, ("name", "roles", "films together", "opens"), {2, 3})
    else:
        print("None of their collaborators worked with anybody else.")
    return 0


def print_paths(paths: list[dict[str, Any]]) -> None:
    """Print each path as a chain, one step per line."""
    first, last = paths[0]["steps"][0], paths[0]["steps"][-1]
    print(f"From {_name(first)} to {_name(last)} over {paths[0]['links']} credits")
    for position, found in enumerate(paths, start=1):
        print()
        for index, step in enumerate(found["steps"]):
            start = f"{position:>2}. " if index == 0 else "    "
            roles = f"  ({_role_words(step['roles'])})" if step["roles"] else ""
            indent = "" if step["kind"] == "person" else "  "
            print(f"{start}{indent}{_name(step)}{roles}")


def _name(step: dict[str, Any]) -> str:
    if step["kind"] == "person":
        return str(step["name"])
    return f"{step['name']} ({step['year'] or 'year unknown'})"


def _role_words(roles: list[str]) -> str:
    return ", ".join(roles).replace("_", " ")
