"""Every error that Filmkin raises on purpose.

    RecsysError
    ├── InvalidArgument      a value outside its range, an option that does not exist
    ├── UnknownId            no film or person of that id or name
    ├── Ambiguous            several films or people of that name
    ├── NothingFound         the question is fine, the answer is empty
    │   ├── NoFilms          the person directed nothing in this catalogue
    │   ├── NothingShared    no other director shares a person
    │   ├── BelowThresholds  candidates exist, none passes the thresholds
    │   ├── NothingPasses    no film passes the filters
    │   ├── NoText           a text is to be compared, and there is none
    │   └── NothingLiked     no film on a list says what its owner likes
    ├── QueryError           a reader's SQL gave no result
    │   ├── QueryRefused     it would do more than read, or SQL is switched off
    │   ├── QueryFailed      DuckDB can't run it as it stands
    │   └── QueryStopped     it ran past a limit of time, memory or size
    ├── NoStore              nothing has been built here yet
    ├── DamagedStore         a file of a build is missing, short or altered
    ├── StoreBusy            another build is writing to this store
    ├── UnsoundArchive       an archive of a store holds what no build holds, or can't be read
    ├── StoreUnwritable      the store's disk is full, or read-only
    ├── SourceError          an input file is missing, cut off or of another layout
    ├── UnreadableList       a user's own list is missing, too large or of no known form
    ├── FetchError           a service refuses, fails or gives less than it promises
    │   └── DamagedDownload  a file came damaged, and again when it was fetched anew
    ├── OldSqlite            the system's SQLite is too old for Chroma
    └── ModelUnavailable     the text model can't be loaded

The message says what happened and what to do about it; the attributes carry the same facts for
pages, the command line and the HTTP API. An error of a library (a broken driver, a device that
fails) is not wrapped: it comes through as it is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path


class RecsysError(Exception):
    """Base of all errors raised on purpose; catch it to catch them all."""


class InvalidArgument(RecsysError, ValueError):
    """A parameter is outside its documented range. Correct it and call again."""


@dataclass(frozen=True)
class Candidate:
    """A film or person that a text may have meant; `detail` tells those of one name apart."""

    id: str
    name: str
    detail: str = ""

    def __str__(self) -> str:
        return f"{self.name} [{self.id}]" + (f" ({self.detail})" if self.detail else "")


class UnknownId(RecsysError, LookupError):
    """No film or person of that id or name; `near` holds those of the nearest names."""

    def __init__(self, text: str, kind: str, near: Sequence[Candidate] = ()) -> None:
        self.text, self.kind, self.near = text, kind, tuple(near)
        hint = "; did you mean " + ", ".join(map(str, self.near)) + "?" if self.near else "."
        super().__init__(f"This catalogue has no {kind} {text!r}{hint}")


class Ambiguous(RecsysError, LookupError):
    """Several films or people go by that name; choose one of `candidates` by its id."""

    def __init__(self, text: str, kind: str, candidates: Sequence[Candidate]) -> None:
        self.text, self.kind, self.candidates = text, kind, tuple(candidates)
        listed = ", ".join(map(str, self.candidates))
        super().__init__(f"{text!r} names more than one {kind}, give an id: {listed}")


class NothingFound(RecsysError):
    """Base of the empty answers; `outcome` is the stable word for it in the HTTP API."""

    outcome = "nothing-found"


class NoFilms(NothingFound):
    """The person is known but directed no film in this catalogue."""

    outcome = "no-films"

    def __init__(self, name: str, credits: int = 0) -> None:
        self.name, self.credits = name, credits
        seen = f"; {name} has other credits on {credits} of them" if credits else ""
        super().__init__(
            f"{name} directed no film in this catalogue{seen}. "
            "Choose a director, or build with more title types."
        )


class NothingShared(NothingFound):
    """The director's people worked for no other director in this catalogue."""

    outcome = "nothing-shared"

    def __init__(self, name: str, films: int, people: int, roles: Sequence[str] = ()) -> None:
        self.name, self.films, self.people = name, films, people
        within = f" as {', '.join(roles)}" if roles else ""
        advice = "Count more roles." if roles else "A larger catalogue may know more of their work."
        super().__init__(
            f"None of the {people} people credited{within} on the films of {name} ({films}) "
            f"worked for another director in this catalogue. {advice}"
        )


class BelowThresholds(NothingFound):
    """Candidates exist, none passes. Does not cover `NothingShared`: there were candidates.

    Attributes
    ----------
    candidates : int
        Directors who share a person, before any threshold.
    rating_that_passes : float | None
        Highest `min_rating` that lets one through with everything else unchanged (None: no
        rating does).
    votes_that_pass : int | None
        Highest `min_votes` that lets one through with everything else unchanged.
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
        closest = "To see the closest, " + " or ".join(advice) if advice else "Widen the filters"
        super().__init__(
            f"{candidates:,} directors share people, none of them passes a rating of "
            f"{min_rating:g} and {min_votes:,} votes with the other limits set. {closest}."
        )


class NothingPasses(NothingFound):
    """No film passes the filters; `removed` maps each condition to the films it alone removes.

    Empty where films do pass, and all of them are `left_out` by the question itself.
    """

    outcome = "nothing-passes"

    def __init__(self, removed: dict[str, int], left_out: str = "") -> None:
        self.removed = removed
        worst = max(removed, key=lambda name: removed[name], default=None)
        hint = f" {worst} alone leaves out {removed[worst]:,}: loosen it." if worst else ""
        other = f" but {left_out}: loosen them" if left_out else ""
        super().__init__(f"No film passes these filters{other}.{hint}")


class NoText(NothingFound):
    """A question about texts meets a film, or a whole build, that has none."""

    outcome = "no-text"


class NothingLiked(NothingFound):
    """A list's liked films are to be gone by, and it has none that this catalogue holds."""

    outcome = "nothing-liked"


class QueryError(RecsysError):
    """A reader's SQL gave no result. The catalogue is as it was."""


class QueryRefused(QueryError):
    """It was not run: more than one statement, one that does not only read, or SQL is off here."""


class QueryFailed(QueryError):
    """DuckDB can't run it as it stands; the message is DuckDB's, with line and place."""


class QueryStopped(QueryError):
    """It ran past a limit of time, memory or size and was ended. Ask for less."""


class NoStore(RecsysError):
    """There is no finished build at that place. Build one first."""

    def __init__(self, root: Path) -> None:
        self.root = root
        super().__init__(
            f"No catalogue has been built in {root}. Run `python -m recsys build --demo`, or "
            "`python -m recsys build --imdb FOLDER` with IMDb's files."
        )


class DamagedStore(RecsysError):
    """A file of a build is missing, short, altered or of another schema; `file` names it."""

    def __init__(self, file: Path, finding: str) -> None:
        self.file, self.finding = file, finding
        super().__init__(f"{file}: {finding}. Run the build again; it replaces this one.")


class StoreBusy(RecsysError):
    """Another build is writing to this store. Wait until it ends."""

    def __init__(self, root: Path) -> None:
        self.root = root
        super().__init__(f"Another build is writing to {root}. Wait until it ends, then try again.")


class UnsoundArchive(RecsysError):
    """An archive of a store is none, is of another version, or holds what no build holds.

    Nothing of it was published. Does not cover a wrong SHA-256: that is a `FetchError`.
    """

    def __init__(self, finding: str) -> None:
        self.finding = finding
        super().__init__(
            f"The archive can't be used: {finding}. Make one with `python -m recsys pack` of this "
            "version."
        )


class StoreUnwritable(RecsysError):
    """A build can't be written here: no space is left, or the place is read-only.

    The live build is as it was before the call, and answers.
    """

    def __init__(self, root: Path, finding: str) -> None:
        self.root, self.finding = root, finding
        super().__init__(f"{root} can't be written to: {finding}. The live build is as it was.")


class SourceError(RecsysError):
    """An input can't be read as what it should be; names the file and, if known, line and column.

    The live build is as it was before the call.
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
    """A user's own list can't be read: missing, too large, no text, or of no known form.

    Does not cover films that the catalogue lacks: a list is read whatever it names.
    """

    def __init__(self, name: str, finding: str, line: int | None = None) -> None:
        self.name, self.finding, self.line = name, finding, line
        place = name if line is None else f"{name}, line {line:,}"
        super().__init__(f"{place} {finding}.")


class FetchError(RecsysError):
    """A service refuses, fails for too long or gives less than it promises.

    What arrived before is kept; the same command goes on from there. `status` is the HTTP status
    that decided it, if one did.
    """

    def __init__(self, finding: str, status: int | None = None) -> None:
        self.status = status
        super().__init__(finding)


class DamagedDownload(FetchError):
    """A downloaded file is damaged, and was so again when it was fetched anew.

    The file that was there before stays.
    """

    def __init__(self, url: str, finding: str) -> None:
        self.url, self.finding = url, finding
        super().__init__(f"{url} came twice, and damaged both times: {finding}. Try again later.")


class OldSqlite(RecsysError):
    """The SQLite under Python is older than Chroma takes, and no newer one is installed.

    Films are still compared, without the index; a build with texts can't be made.
    """

    def __init__(self, version: Sequence[int]) -> None:
        self.version = tuple(version)
        super().__init__(
            f"This system's SQLite is {'.'.join(map(str, version))}, and Chroma needs 3.35. "
            "Run `pip install pysqlite3-binary`, or add it to requirements.txt."
        )


class ModelUnavailable(RecsysError):
    """The text model can't be loaded here; names what can be done without a network."""

    def __init__(
        self,
        model: str,
        reason: str,
        remedy: str = "Without a network choose --model all-MiniLM-L6-v2, which is installed with "
        "Filmkin.",
    ) -> None:
        self.model = model
        super().__init__(f"The text model {model!r} can't be loaded ({reason}). {remedy}")
