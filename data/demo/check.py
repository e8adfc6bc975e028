"""Validate the demo catalogue: `python data/demo/check.py` prints every finding."""

from __future__ import annotations

import re
import sys
import tomllib
from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
from rapidfuzz import fuzz, process

FOLDER = Path(__file__).resolve().parent
if str(FOLDER.parents[1]) not in sys.path:  # run as a script, not imported by a test
    sys.path.insert(0, str(FOLDER.parents[1]))

from recsys.sources.demo import CREW_ROLES, slug  # noqa: E402
from recsys.util.fold import fold, squeeze  # noqa: E402
from recsys.vocabulary.genres import GENRES  # noqa: E402  (needs the path above)

_COUNTRIES = (
    "AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO "
    "BQ BR BS BT BV BW BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ "
    "DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP "
    "GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG "
    "KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML "
    "MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE "
    "PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL "
    "SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG UM "
    "US UY UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM ZW "
    "SU YU CS DD"
)
COUNTRIES = frozenset(_COUNTRIES.split())
"""ISO 3166 two-letter codes, and those of four former countries."""

_LANGUAGES = (
    "aa ab ae af ak am an ar as av ay az ba be bg bh bi bm bn bo br bs ca ce ch co cr cs cu "
    "cv cy da de dv dz ee el en eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi "
    "ho hr ht hu hy hz ia id ie ig ii ik io is it iu ja jv ka kg ki kj kk kl km kn ko kr ks "
    "ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mr ms mt my na nb nd ne ng nl "
    "nn no nr nv ny oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg si sk sl "
    "sm sn so sq sr ss st su sv sw ta te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve "
    "vi vo wa wo xh yi yo za zh zu "
    "xx"
)
LANGUAGES = frozenset(_LANGUAGES.split())
"""ISO 639-1 codes, and `xx` for a silent film."""

ALLOWED_NEAR = frozenset(
    frozenset(pair)
    for pair in (
        ("Albin Grau", "Lia Bugnar"),
        ("Claude Akins", "Claude Rains"),
        ("Dana Andrews", "Dean Andrews"),
        ("Dean Martin", "Jean Martin"),
        ("Dominique Blanc", "Dominique Blanchar"),
        ("Harry Stradling", "Harry Stradling Jr."),
        ("Hideo Gunji", "Hideo Oguni"),
        ("Hugo Arana", "Hugo Carvana"),
        ("John L. Russell", "John Russell"),
        ("Josef Sommer", "Josef Somr"),
        ("Kim Byeong-ok", "Kim Yong-ok"),
        ("Kim Hyun-seok", "Kim Yu-seok"),
        ("Raj Kapoor", "Rajat Kapoor"),
        ("Richard A. Harris", "Richard Harris"),
        ("Shahid Kapoor", "Shashi Kapoor"),
        ("William Daniels", "William H. Daniels"),
        ("Zhao Li", "Zhao Lin"),
    )
)
"""Similar names of two different people."""

Item = TypeVar("Item")
Key = TypeVar("Key", bound=Hashable)

TEXT = ("title", "overview")
NUMBERS = ("year", "runtime", "votes")
LISTS = ("genres", "countries", "languages", "keywords", "director", "cast")
REQUIRED = (*TEXT, *NUMBERS, "rating", *LISTS)
KNOWN = frozenset({*REQUIRED, *CREW_ROLES, "id", "original_title"})

YEARS = (1920, 2025)
RUNTIMES = (40, 600)
RATINGS = (1.0, 10.0)
VOTES = (5, 4_000_000)
OVERVIEW_WORDS = (30, 70)
SIZES = {"genres": (1, 3), "keywords": (3, 6), "cast": (2, 8)}
MIN_PRINCIPALS = 6
NEAR = 90
"""Similarity (rapidfuzz ratio of the folded names) from which two names look like one person."""


@dataclass(frozen=True)
class Block:
    """One `[[film]]` block as written."""

    file: str
    number: int
    raw: dict[str, Any]

    @property
    def label(self) -> str:
        """Name of the film in findings."""
        title = self.raw.get("title", f"film {self.number}")
        return f"{self.file}: {title} ({self.raw.get('year', 'no year')})"

    @property
    def id(self) -> str:
        """The film's id, as `read_films` derives it."""
        made = f"demo-film-{slug(str(self.raw.get('title')))}-{self.raw.get('year')}"
        return str(self.raw.get("id") or made)

    def texts(self, name: str) -> list[str]:
        """A list field; empty if it is missing or not a list."""
        value = self.raw.get(name, [])
        return [str(item) for item in value] if isinstance(value, list) else []

    def credits(self) -> list[tuple[str, str]]:
        """Role and name of everyone on the film."""
        crew = [(role, name) for role in CREW_ROLES for name in self.texts(role)]
        return crew + [("cast", entry.partition(" as ")[0]) for entry in self.texts("cast")]


def findings(folder: Path = FOLDER) -> list[str]:
    """All findings about the catalogue in a folder, one line each."""
    found: list[str] = []
    blocks = list(_read_blocks(folder / "films", found))
    if not blocks:
        found.append("films: there is no film")
    for block in blocks:
        found += [f"{block.label}: {text}" for text in _of_block(block)]
    films_of = _films_of_people(blocks)
    found += _repeated_films(blocks)
    found += _repeated_sentences(blocks)
    found += _names(films_of)
    found += _near_names(films_of)
    found += _people_ids(folder / "people.toml", set(films_of))
    return found


def _read_blocks(folder: Path, found: list[str]) -> Iterator[Block]:
    """Blocks of all files; a file that can't be read is a finding."""
    for path in sorted(folder.glob("*.toml")):
        content = _read_toml(path, found)
        found += [f"{path.name}: unknown table {name!r}" for name in content if name != "film"]
        for number, raw in enumerate(content.get("film", []), start=1):
            yield Block(path.name, number, raw)


def _read_toml(path: Path, found: list[str]) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        found.append(f"{path.name}: can't be read: {error}")
        return {}


def _of_block(block: Block) -> Iterator[str]:
    """Findings of one block, without its label."""
    wrong = list(_shape(block.raw))
    yield from wrong
    if wrong:  # the checks below rely on fields that are there and of their type
        return
    for check in (_id, _codes, _sizes, _ranges, _titles, _overview, _credits):
        yield from check(block)


def _shape(raw: dict[str, Any]) -> Iterator[str]:
    """Fields that are unknown, missing or of a wrong type."""
    yield from (f"unknown field {name!r}" for name in raw if name not in KNOWN)
    yield from (f"no field {name!r}" for name in REQUIRED if name not in raw)
    for name, value in raw.items():
        if name in KNOWN and not _fits(name, value):
            yield f"{name} is of the wrong type or blank: {value!r}"


def _fits(name: str, value: object) -> bool:
    if name in NUMBERS:
        return type(value) is int
    if name == "rating":
        return type(value) in (int, float)
    if name in LISTS or name in CREW_ROLES:
        return isinstance(value, list) and bool(value) and all(map(_is_clean, value))
    return isinstance(value, str) and bool(value.strip())


def _is_clean(text: object) -> bool:
    """Whether it is a text without blanks around it or doubled within."""
    return isinstance(text, str) and bool(text) and " ".join(text.split()) == text


def _id(block: Block) -> Iterator[str]:
    given = block.raw.get("id")
    if given is not None and not re.fullmatch(r"tt\d{7,8}", given):
        yield f"malformed id {given!r}"


def _codes(block: Block) -> Iterator[str]:
    allowed: dict[str, Iterable[str]] = {
        "genres": GENRES,
        "countries": COUNTRIES,
        "languages": LANGUAGES,
    }
    for name, codes in allowed.items():
        yield from (f"unknown {name} {code!r}" for code in block.texts(name) if code not in codes)
    for name in (*allowed, "keywords"):
        yield from (f"{name} has {text!r} twice" for text in _repeated(block.texts(name)))
    for keyword in block.texts("keywords"):
        if keyword != keyword.lower():
            yield f"keyword {keyword!r} is not lower case"


def _sizes(block: Block) -> Iterator[str]:
    for name, (low, high) in SIZES.items():
        if not low <= (count := len(block.texts(name))) <= high:
            yield f"{count} {name}, not {low} to {high}"


def _ranges(block: Block) -> Iterator[str]:
    limits = {"year": YEARS, "runtime": RUNTIMES, "rating": RATINGS, "votes": VOTES}
    for name, (low, high) in limits.items():
        if not low <= block.raw[name] <= high:
            yield f"{name} {block.raw[name]} is not from {low:,} to {high:,}"
    if round(block.raw["rating"], 1) != block.raw["rating"]:
        yield f"rating {block.raw['rating']} has more than one decimal"
    if len(str(block.raw["votes"]).rstrip("0")) > 2:
        yield f"votes {block.raw['votes']} has more than two significant digits"


def _titles(block: Block) -> Iterator[str]:
    if block.raw.get("original_title") == block.raw["title"]:
        yield "original_title repeats the title"


def _overview(block: Block) -> Iterator[str]:
    low, high = OVERVIEW_WORDS
    if not low <= (count := len(block.raw["overview"].split())) <= high:
        yield f"overview of {count} words, not {low} to {high}"


def _credits(block: Block) -> Iterator[str]:
    credits = block.credits()
    if (count := len({name for _, name in credits})) < MIN_PRINCIPALS:
        yield f"{count} principals, not at least {MIN_PRINCIPALS}"
    for role, name in _repeated(credits):
        yield f"{name} is twice in {role}"
    for _, name in credits:
        if not slug(name):
            yield f"name {name!r} has no Latin letters"


def _repeated_films(blocks: list[Block]) -> Iterator[str]:
    """Films of one id, or of one title and year."""
    by_id = _grouped(blocks, lambda block: block.id)
    by_title = _grouped(blocks, _title_and_year)
    for key, group in by_id.items():
        if len(group) > 1:
            yield f"id {key} occurs {len(group)} times: {_labels(group)}"
    for group in by_title.values():
        if len(group) > 1 and len({block.id for block in group}) > 1:
            yield f"one title and year: {_labels(group)}"


def _title_and_year(block: Block) -> tuple[str, str]:
    return fold(str(block.raw.get("title"))), str(block.raw.get("year"))


def _labels(blocks: Iterable[Block]) -> str:
    return "; ".join(block.label for block in blocks)


def _repeated_sentences(blocks: list[Block]) -> Iterator[str]:
    """Sentences that occur in the overviews of two films."""
    films: dict[str, list[str]] = defaultdict(list)
    for block in blocks:
        for sentence in re.split(r"(?<=[.!?])\s+", str(block.raw.get("overview", ""))):
            if plain := fold(sentence):
                films[plain].append(block.label)
    for sentence, labels in films.items():
        if len(labels) > 1:
            yield f"one sentence in {'; '.join(labels)}: {sentence!r}"


def _films_of_people(blocks: list[Block]) -> dict[str, set[str]]:
    """Labels of the films of each person, by name."""
    films: dict[str, set[str]] = defaultdict(set)
    for block in blocks:
        for _, name in block.credits():
            films[name].add(block.label)
    return films


def _names(films_of: dict[str, set[str]]) -> Iterator[str]:
    """Names with the same slug, or that differ only in accents, marks or word order."""
    for key, names in _grouped(films_of, slug).items():
        if len(names) > 1:
            yield f"one slug {key!r}: {_with_films(names, films_of)}"
    for names in _grouped(films_of, lambda name: "".join(sorted(squeeze(fold(name))))).values():
        for pair in combinations(names, 2):
            if frozenset(pair) not in ALLOWED_NEAR:
                yield f"spellings of one name? {_with_films(pair, films_of)}"


def _near_names(films_of: dict[str, set[str]]) -> Iterator[str]:
    """People with a single film whose name is very similar to another's."""
    names = sorted(films_of)
    folded = [fold(name) for name in names]
    single = [index for index, name in enumerate(names) if len(films_of[name]) == 1]
    if not single:
        return
    similarity = process.cdist(
        [folded[index] for index in single], folded, scorer=fuzz.ratio, score_cutoff=NEAR
    )
    near = {
        frozenset((names[single[row]], names[column]))
        for row, column in zip(*np.nonzero(similarity), strict=True)
        if single[row] != column
    }
    for pair in sorted(sorted(pair) for pair in near - ALLOWED_NEAR):
        yield f"one person? {_with_films(pair, films_of)}"


def _with_films(names: Iterable[str], films_of: dict[str, set[str]]) -> str:
    return " / ".join(f"{name} [{min(films_of[name])}]" for name in names)


def _people_ids(path: Path, names: set[str]) -> list[str]:
    """Findings about the IMDb ids of people."""
    found: list[str] = []
    known = _read_toml(path, found)
    for name, nconst in known.items():
        if not (isinstance(nconst, str) and re.fullmatch(r"nm\d{7,8}", nconst)):
            found.append(f"{path.name}: malformed id {nconst!r} of {name}")
        if name not in names:
            found.append(f"{path.name}: {name} is on no film")
    for nconst in _repeated(map(str, known.values())):
        sharing = ", ".join(name for name, other in known.items() if other == nconst)
        found.append(f"{path.name}: {nconst} is of two names: {sharing}")
    if list(known) != sorted(known):
        found.append(f"{path.name}: the names are not sorted")
    return found


def _repeated(items: Iterable[Key]) -> list[Key]:
    return [item for item, count in Counter(items).items() if count > 1]


def _grouped(items: Iterable[Item], key: Callable[[Item], Key]) -> dict[Key, list[Item]]:
    groups: dict[Key, list[Item]] = defaultdict(list)
    for item in items:
        groups[key(item)].append(item)
    return groups


def main() -> int:
    """Print the findings, or a line that there are none; return 1 if there are any."""
    found = findings()
    for line in found:
        print(line)
    if found:
        return 1
    blocks = list(_read_blocks(FOLDER / "films", found))
    directors = {name for block in blocks for name in block.texts("director")}
    people = _films_of_people(blocks)
    print(f"{len(blocks)} films, {len(directors)} directors, {len(people)} people: nothing found")
    return 0


if __name__ == "__main__":
    sys.exit(main())
