"""The commands about films, and the filters they share."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from typing import Any

from recsys.catalog import Store, open_store
from recsys.cli import output
from recsys.cli.lists import Lists
from recsys.errors import InvalidArgument
from recsys.lists import liked
from recsys.movies import MAX_SEEDS, MovieFilters, RankingWeights


def add_filters(parser: argparse.ArgumentParser) -> None:
    """An option for each condition of `MovieFilters`."""
    group = parser.add_argument_group("filters", "Bounds are inclusive; lists may be repeated.")
    add = group.add_argument
    add("--min-year", type=int, metavar="YEAR")
    add("--max-year", type=int, metavar="YEAR")
    add("--min-runtime", type=int, metavar="MINUTES")
    add("--max-runtime", type=int, metavar="MINUTES")
    add("--genre", action="append", metavar="NAME", help="any of these genres")
    add("--all-genres", action="store_true", help="all of the genres must be there, not any")
    add("--exclude-genre", action="append", metavar="NAME", help="none of these genres")
    add("--language", action="append", metavar="CODE", help="ISO 639-1: ja; any of them")
    add("--country", action="append", metavar="CODE", help="ISO 3166-1: JP; any of them")
    add("--min-rating", type=float, metavar="R", help="0 to 10")
    add("--min-votes", type=int, metavar="N")
    add("--max-votes", type=int, metavar="N", help="for films that few have seen")
    add("--type", action="append", metavar="NAME", help="IMDb's title types: movie, tvSeries")
    add("--exclude-id", action="append", metavar="ID", help="leave this film out")
    add("--only-id", action="append", metavar="ID", help="only these films may appear")
    add("--keep-unknown", action="store_true", help="keep films that lack a value asked about")


def filters_of(options: argparse.Namespace) -> MovieFilters:
    """The filters that the options ask for."""
    return MovieFilters(
        min_year=options.min_year,
        max_year=options.max_year,
        min_runtime=options.min_runtime,
        max_runtime=options.max_runtime,
        genres=tuple(options.genre or ()),
        genres_match="all" if options.all_genres else "any",
        exclude_genres=tuple(options.exclude_genre or ()),
        languages=tuple(options.language or ()),
        countries=tuple(options.country or ()),
        min_rating=options.min_rating,
        min_votes=options.min_votes,
        max_votes=options.max_votes,
        types=tuple(options.type or ()),
        exclude_ids=tuple(options.exclude_id or ()),
        only_ids=None if options.only_id is None else tuple(options.only_id),
        keep_unknown=options.keep_unknown,
    )


def factor(text: str) -> tuple[str, float]:
    """`story=2` taken apart; for argparse, which reports a ValueError as a wrong value."""
    group, _, number = text.partition("=")
    return group, float(number)


def weights_of(options: argparse.Namespace) -> RankingWeights:
    """The weights that the options ask for.

    Raises
    ------
    InvalidArgument
        An unknown group, a factor out of range, or both ways to weigh at once.
    """
    if options.text_only and options.weight:
        raise InvalidArgument("--text-only leaves one term, so --weight has nothing to change.")
    if options.text_only:
        return RankingWeights.text_only()
    return RankingWeights.of_groups(**dict(options.weight or ()))


def similar(options: argparse.Namespace) -> int:
    """Films like one or several, or like those on a list."""
    if bool(options.film) == bool(options.seeds):
        raise InvalidArgument("Name films, or give a list of them with --seeds: one of the two.")
    weights = weights_of(options)
    with open_store(options.store) as store:
        lists = Lists(store, options)
        lists.tell()
        seeds, shares = _seeds(store, options.film, lists)
        frame = store.movies.similar(
            seeds,
            options.k,
            lists.filters(filters_of(options)),
            weights,
            options.diversity,
            seed_weights=shares,
            franchises=options.franchises,
        )
        if options.json:
            print_found(frame.to_dicts(), lists)
        else:
            titles = dict(store.movies.films(seeds).select("id", "title").iter_rows())
            print(f"Films like {_named(list(titles.values()))}")
            print_films(frame.to_dicts(), titles)
    return 0


def discover(options: argparse.Namespace) -> int:
    """Films whose text is nearest to a sentence."""
    with open_store(options.store) as store:
        lists = Lists(store, options)
        lists.tell()
        filters = lists.filters(filters_of(options))
        films = store.movies.search_text(options.sentence, options.k, filters).to_dicts()
    if options.json:
        print_found(films, lists)
    else:
        print_films(films, {})
    return 0


def print_found(films: list[dict[str, Any]], lists: Lists) -> None:
    """Films as JSON; beside them, where there are lists, what was matched."""
    output.print_json({"films": films, "lists": lists.report()} if lists else films)


def _seeds(
    store: Store, films: list[str], lists: Lists
) -> tuple[Sequence[str], Sequence[float] | None]:
    """Ids to go by, and how much each counts."""
    if "seeds" not in lists.matched:
        return list(dict.fromkeys(store.titles.resolve(film) for film in films)), None
    best = liked(lists.matched["seeds"], MAX_SEEDS)
    return best.ids, best.weights


def _named(titles: list[str]) -> str:
    """Titles joined as in a sentence; of many the first three."""
    if len(titles) > 5:
        return f"{', '.join(titles[:3])} and {len(titles) - 3} more"
    return " and ".join(titles)


def print_films(films: list[dict[str, Any]], seeds: dict[str, str]) -> None:
    """Films with director, score and reason; with several seeds also the nearest one."""
    for place, film in enumerate(films, start=1):
        directors = f" {', '.join(film['director'][:3])}" if film["director"] else ""
        print(
            f"\n{place:>2}. {film['title']} ({film['year'] or 'year unknown'}){directors} "
            f"[{film['id']}]  score {film['score']:.3f}"
        )
        if film["group"]:
            print(f"      also: {also(film)}")
        nearest = f"nearest to {seeds[film['seed']]}: " if len(seeds) > 1 else ""
        if film["reason"]:
            print(f"      {nearest}{film['reason']}")


def also(film: dict[str, Any]) -> str:
    """Titles and years of the films that a row stands for besides its own."""
    films = [(each["title"], each["year"] or "year unknown") for each in film["group"]]
    return ", ".join(f"{title} ({year})" for title, year in films)
