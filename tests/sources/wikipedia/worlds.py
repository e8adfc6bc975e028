"""Films and the articles about them, with everything that can be wrong between the two."""

from __future__ import annotations

from tests.sources.wikipedia.server import Item, Page, Wiki, address

Text = tuple[str, str]
"""Lead and address of its article."""

TITLES = (
    "Brazil (1985 film)", "Who's Afraid?", "Mother & Son + 1", "三人行", "50% Off", "🎬 No. 5",
    "eXistenZ", "A/B: =1? ", "Ünïcödé " * 20,
)  # fmt: skip


def film(number: int) -> str:
    return f"tt{number:07}"


def lead(language: str, number: int) -> str:
    return f"Film {number} in {language}.\n\nIt is about\tsomething, \"quoted\" & 'so on'."


def said(language: str, number: int, title: str) -> Text:
    """The text of an article as it should arrive: white space evened out."""
    return " ".join(lead(language, number).split()), address(language, title)


def world(count: int = 240) -> tuple[Wiki, list[str], dict[str, Text | None]]:
    """A server, films to ask about, and what English first, then French should give of each."""
    wiki = Wiki([], {})
    expected: dict[str, Text | None] = {}
    for number in range(1, count + 1):
        case = _CASES[number % len(_CASES)]
        expected[film(number)] = case(wiki, number)
    return wiki, list(expected), expected


def _add(wiki: Wiki, number: int, **articles: str) -> None:
    wiki.items.append(Item(1_000 + number, [film(number)], articles))


def _title(number: int) -> str:
    return f"{TITLES[number % len(TITLES)]}{number}".strip()


def _plain(wiki: Wiki, number: int) -> Text | None:
    title = _title(number)
    # A wiki writes its first letter as a capital, whatever Wikidata says.
    shown = title[0].upper() + title[1:]
    _add(wiki, number, en=title, fr=f"Film {number}")
    wiki.pages["en", shown] = Page(lead("en", number))
    wiki.pages["fr", f"Film {number}"] = Page(lead("fr", number))
    return said("en", number, shown)


def _unknown(wiki: Wiki, number: int) -> Text | None:
    return None


def _without_article(wiki: Wiki, number: int) -> Text | None:
    _add(wiki, number, ja=_title(number))
    return None


def _only_french(wiki: Wiki, number: int) -> Text | None:
    title = f"Le film {number}"
    _add(wiki, number, fr=title)
    wiki.pages["fr", title] = Page(lead("fr", number))
    return said("fr", number, title)


def _english_unusable(wiki: Wiki, number: int) -> Text | None:
    """A list of meanings, a page that is gone, an empty lead, a section of another article."""
    english, french = f"Meanings {number}", f"Sens {number}"
    _add(wiki, number, en=english, fr=french)
    kinds = {
        0: Page("It may refer to:", disambiguation=True),
        1: None,
        2: Page(" \n"),
        3: Page(to="A long series", fragment="Third part"),
    }
    page = kinds[number // len(_CASES) % len(kinds)]
    if page is not None:
        wiki.pages["en", english] = page
    wiki.pages["en", "A long series"] = Page("A series of books.")
    wiki.pages["fr", french] = Page(lead("fr", number))
    return said("fr", number, french)


def _moved(wiki: Wiki, number: int) -> Text | None:
    old, new = f"Old title {number}", f"New title {number}"
    _add(wiki, number, en=old)
    wiki.pages["en", old] = Page(to=f"Between {number}")
    wiki.pages["en", f"Between {number}"] = Page(to=new)
    wiki.pages["en", new] = Page(lead("en", number))
    return said("en", number, new)


def _two_items(wiki: Wiki, number: int) -> Text | None:
    """The younger item is a soundtrack to which somebody gave the film's id."""
    title = f"The film {number}"
    wiki.items.append(Item(90_000 + number, [film(number)], {"en": f"Soundtrack {number}"}))
    _add(wiki, number, en=title)
    wiki.pages["en", f"Soundtrack {number}"] = Page("An album.")
    wiki.pages["en", title] = Page(lead("en", number))
    return said("en", number, title)


def _two_films(wiki: Wiki, number: int) -> Text | None:
    """One article about two films, each with an item of its own that leads there."""
    _add(wiki, number, en="Two parts")
    wiki.pages["en", "Two parts"] = Page("Two parts, shot together.")
    return "Two parts, shot together.", address("en", "Two parts")


def _nothing_usable(wiki: Wiki, number: int) -> Text | None:
    _add(wiki, number, en=f"Gone {number}")
    return None


_CASES = (
    _plain, _unknown, _without_article, _only_french, _english_unusable, _moved, _two_items,
    _two_films, _nothing_usable, _plain,
)  # fmt: skip
