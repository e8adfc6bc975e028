"""Connections over one build, for pages, command line and API."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from typing import Any

import polars as pl

from recsys.connections.bridges import find_bridges
from recsys.connections.circle import Circle, find_circle
from recsys.connections.links import Kind, Links, PathFilter
from recsys.connections.paths import CreditPath, shortest_paths
from recsys.connections.search import End
from recsys.errors import InvalidArgument, NotLinked, UnknownId
from recsys.store.graph import CreditGraph
from recsys.util.frames import list_column
from recsys.vocabulary.roles import mask_to_roles, roles_to_mask

DEFAULT_PATHS, MAX_PATHS = 5, 20
MAX_PEOPLE = 100
"""Largest number of bridges, or of people in a circle."""

STEP = pl.Struct(
    {
        "kind": pl.String,
        "id": pl.String,
        "name": pl.String,
        "year": pl.Int16,
        "roles": pl.List(pl.String),
    }
)

PATHS: dict[str, Any] = {"links": pl.Int64, "cost": pl.Float64, "steps": pl.List(STEP)}


class Connections:
    """Links between people and films of a build. Safe to share between threads.

    A person is linked to the films they are credited on or directed. Films of four directors or
    more are anthologies, whose people need never have met: by default they link nobody.
    """

    def __init__(self, graph: CreditGraph) -> None:
        self._graph = graph

    @cached_property
    def _links(self) -> Links:
        return Links(self._graph)

    def paths(
        self,
        one_id: str,
        two_id: str,
        roles: Iterable[str] | None = None,
        min_year: int | None = None,
        max_year: int | None = None,
        min_votes: int = 0,
        anthologies: bool = False,
        limit: int = DEFAULT_PATHS,
    ) -> pl.DataFrame:
        """The shortest paths between two people, two films, or a person and a film.

        All have the same number of credits. Those through people and films with few credits come
        first, and those through other people before those that differ only by a film.

        Columns: `links` (number of credits on the path), `cost` (sum of the natural logarithms of
        the numbers of credits of everybody and everything between the ends; low if rare), `steps`
        (list from the first end to the second: `kind`, which is `person` or `film`, `id`, `name`,
        `year` of a film or null, `roles` of the credit that leads to this step, empty for the
        first).

        Parameters
        ----------
        roles : iterable of str, optional
            Only credits in these roles link. Default: all.
        min_year, max_year : int, optional
            First and last year of the films between the ends. Films of unknown year are then left
            out.
        min_votes : int
            Minimum votes of the films between the ends.
        anthologies : bool
            Whether anthologies link, too.
        limit : int
            Maximum number of paths, 1 to 20.

        Raises
        ------
        UnknownId
        NotLinked
            No path of up to 24 credits passes the filters.
        InvalidArgument
            Both ends are the same, or a filter is out of range.
        """
        one, two = self._end(one_id), self._end(two_id)
        if one == two:
            raise InvalidArgument(f"{self._name(one)} is given twice: choose two people or films.")
        if not 1 <= limit <= MAX_PATHS:
            raise InvalidArgument(f"limit is {limit}, it must be from 1 to {MAX_PATHS}.")
        allowed = _path_filter(roles, min_year, max_year, min_votes, anthologies)
        found = shortest_paths(self._links, one, two, allowed, limit)
        if not found:
            raise NotLinked(self._name(one), self._name(two), filtered=allowed != PathFilter())
        return self._as_frame(found, allowed.role_mask)

    def bridges(self, person_id: str, limit: int = 5) -> pl.DataFrame:
        """The collaborators of a person who together lead to most other people.

        Columns: `id`, `name`, `roles` (on the films with the person), `films` (number of these),
        `opens` (people they worked with whom neither the person nor an earlier bridge did),
        `alone` (the same without regard to earlier bridges), `reachable` (people that all
        collaborators together lead to, the same in each row). In the order of the choice, which is
        greedy; empty if nobody leads further. Anthologies link nobody.

        Raises
        ------
        UnknownId
        InvalidArgument
            `limit` is outside 1 to 100.
        """
        person = self._person(person_id)
        _check_people(limit)
        found = find_bridges(self._links, person, limit)
        people = self._graph.people[found.people]
        roles = [self._roles_with(person, other) for other in found.people.tolist()]
        return pl.DataFrame(
            {
                "id": people["id"],
                "name": people["name"],
                "roles": pl.Series(roles, dtype=pl.List(pl.String)),
                "films": found.films,
                "opens": found.opens,
                "alone": found.alone,
                "reachable": pl.Series([found.reachable] * len(found.people), dtype=pl.Int64),
            }
        )

    def circle(self, person_id: str, limit: int = 10) -> Circle:
        """The people with whom a person made most films, and who of them worked together.

        Raises
        ------
        UnknownId
        InvalidArgument
            `limit` is outside 1 to 100.
        """
        person = self._person(person_id)
        _check_people(limit)
        return find_circle(self._graph, self._links, person, limit)

    def name_of(self, id: str) -> str:
        """Name of a person or title of a film.

        Raises
        ------
        UnknownId
        """
        return self._name(self._end(id))

    def _end(self, text: str) -> End:
        """The person or film with this id."""
        person = self._graph.person_row(text)
        if person is not None:
            return Kind.PERSON, person
        film = self._graph.movie_row(text)
        if film is None:
            raise UnknownId(text, "film or person")
        return Kind.FILM, film

    def _person(self, person_id: str) -> int:
        person = self._graph.person_row(person_id)
        if person is None:
            raise UnknownId(person_id, "person")
        return person

    def _name(self, end: End) -> str:
        kind, row = end
        name = self._graph.movies["title"] if kind == Kind.FILM else self._graph.people["name"]
        return str(name[row])

    def _as_frame(self, paths: list[CreditPath], role_mask: int) -> pl.DataFrame:
        steps = [step for path in paths for step in self._steps(path, role_mask)]
        lists = list_column(pl.Series(steps, dtype=STEP), [len(path.rows) for path in paths])
        links = [len(path.rows) - 1 for path in paths]
        costs = [path.cost for path in paths]
        return pl.DataFrame({"links": links, "cost": costs, "steps": lists}, schema=PATHS)

    def _steps(self, path: CreditPath, role_mask: int) -> list[dict[str, object]]:
        steps: list[dict[str, object]] = []
        before: int | None = None
        for index, row in enumerate(path.rows):
            kind = Kind((path.start + index) % 2)
            person, film = (row, before) if kind == Kind.PERSON else (before, row)
            mask = 0
            if person is not None and film is not None:
                mask = self._links.roles(person, film) & role_mask
            steps.append(self._step(kind, row) | {"roles": mask_to_roles(mask)})
            before = row
        return steps

    def _step(self, kind: Kind, row: int) -> dict[str, object]:
        if kind == Kind.FILM:
            film = self._graph.movies.row(row, named=True)
            return {"kind": "film", "id": film["id"], "name": film["title"], "year": film["year"]}
        person = self._graph.people.row(row, named=True)
        return {"kind": "person", "id": person["id"], "name": person["name"], "year": None}

    def _roles_with(self, person: int, other: int) -> list[str]:
        """Roles of another person on the films of a person, anthologies left out."""
        return mask_to_roles(self._links.roles_together(person, other))


def _path_filter(
    roles: Iterable[str] | None,
    min_year: int | None,
    max_year: int | None,
    min_votes: int,
    anthologies: bool,
) -> PathFilter:
    if min_votes < 0:
        raise InvalidArgument(f"min_votes is {min_votes}, it must be at least 0.")
    years = None
    if min_year is not None or max_year is not None:
        years = (1 if min_year is None else min_year, 9_999 if max_year is None else max_year)
        if years[0] > years[1]:
            raise InvalidArgument(f"min_year {years[0]} is after max_year {years[1]}.")
    return PathFilter(
        role_mask=roles_to_mask(roles), years=years, min_votes=min_votes, anthologies=anthologies
    )


def _check_people(limit: int) -> None:
    if not 1 <= limit <= MAX_PEOPLE:
        raise InvalidArgument(f"limit is {limit}, it must be from 1 to {MAX_PEOPLE}.")
