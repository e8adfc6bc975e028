"""The film commands and their filter options."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from typing import Any

from recsys.catalog import Store, open_store
from recsys.cli import output
from recsys.cli.lists import MatchedLists
from recsys.errors import InvalidArgument
from recsys.lists import liked_profile
from recsys.movies import MAX_SEEDS, PRESETS, MovieFilters, RankingWeights
from recsys.movies.explain import is_unlike


def add_filters(parser: argparse.ArgumentParser) -> None:
    """Add an option for each field of `MovieFilters`."""
    group = parser.add_argument_group("filters", "Bounds are inclusive; options may be repeated.")
    add = group.add_argument
    add("--min-year", type=int, metavar="YEAR")
    add("--max-year", type=int, metavar="YEAR")
    add("--min-runtime", type=int, metavar="MINUTES")
    add("--max-runtime", type=int, metavar="MINUTES")
    add("--genre", action="append", metavar="NAME", help="require one of these genres")
    add("--all-genres", action="store_true", help="require all of the genres, not any")
    add("--exclude-genre", action="append", metavar="NAME", help="exclude films of this genre")
    add("--language", action="append", metavar="CODE", help="ISO 639-1 or name; any of them")
    add("--country", action="append", metavar="CODE", help="ISO 3166-1 or name; any of them")
    add("--min-rating", type=float, metavar="R", help="0 to 10")
    add("--min-votes", type=int, metavar="N")
    add("--max-votes", type=int, metavar="N", help="for little-known films")
    add("--type", action="append", metavar="NAME", help="IMDb's title type, such as tvSeries")
    add("--exclude-id", action="append", metavar="ID", help="exclude this film")
    add("--only-id", action="append", metavar="ID", help="only these films may appear")
    add("--keep-unknown", action="store_true", help="keep films that lack a filtered value")


def filters_of(options: argparse.Namespace) -> MovieFilters:
    """Return the filters of the options."""
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
    """Parse `story=2`; argparse reports a ValueError as an invalid value."""
    group, _, number = text.partition("=")
    return group, float(number)


def weights_of(options: argparse.Namespace) -> RankingWeights:
    """Return the weights of the options.

    Raises
    ------
    InvalidArgument
        An unknown group, a factor out of range, or --weight or --preset with --text-only.
    """
    if options.text_only and options.weight:
        raise InvalidArgument("--text-only has one term, so --weight has no effect.")
    if options.text_only and options.preset:
        raise InvalidArgument("Give either --text-only or --preset.")
    if options.text_only:
        return RankingWeights.text_only()
    return RankingWeights.of_groups(options.preset or PRESETS[0], **dict(options.weight or ()))


def similar(options: argparse.Namespace) -> int:
    """Find films similar to one or several, or to those on a list."""
    if bool(options.film) == bool(options.seeds):
        raise InvalidArgument("Give either films or a list of films with --seeds.")
    weights = weights_of(options)
    with open_store(options.store) as store:
        lists = MatchedLists(store, options)
        lists.print_report()
        seeds, seed_weights, disliked = _seeds(store, options.film, lists)
        disliked += [store.titles.resolve(film) for film in options.disliked or ()]
        frame = store.movies.similar(
            seeds,
            options.k,
            lists.filters(filters_of(options)),
            weights,
            options.diversity,
            seed_weights=seed_weights,
            franchises=options.franchises,
            disliked=disliked,
        )
        if options.json:
            print_results(frame.to_dicts(), lists)
        else:
            titles = dict(store.movies.films(seeds).select("id", "title").iter_rows())
            print(f"Films similar to {_join_titles(list(titles.values()))}")
            if all(is_unlike(reason) for reason in frame["reason"]):
                print("Nothing in this catalogue is much like that; the nearest films follow.")
            print_films(frame.to_dicts(), titles)
    return 0


def discover(options: argparse.Namespace) -> int:
    """Find films that fit a description."""
    with open_store(options.store) as store:
        lists = MatchedLists(store, options)
        lists.print_report()
        filters = lists.filters(filters_of(options))
        found = store.movies.discover(options.sentence, options.k, filters)
    if found.note:
        print(found.note, file=sys.stderr)
    films = found.films.to_dicts()
    if options.json:
        print_results(films, lists)
        return 0
    if found.facts:
        print(f"Raised: films that fit {', '.join(found.facts.in_words())}")
    print_films(films, {})
    return 0


def print_results(films: list[dict[str, Any]], lists: MatchedLists) -> None:
    """Print films as JSON, with the matches of any lists."""
    output.print_json({"films": films, "lists": lists.report()} if lists else films)


def _seeds(
    store: Store, films: list[str], lists: MatchedLists
) -> tuple[Sequence[str], Sequence[float] | None, list[str]]:
    """Return the seeds' ids; from a list also their weights and the disliked films."""
    if "seeds" not in lists.matched:
        return list(dict.fromkeys(store.titles.resolve(film) for film in films)), None, []
    best = liked_profile(lists.matched["seeds"], MAX_SEEDS)
    return best.ids, best.weights, list(best.disliked)


def _join_titles(titles: list[str]) -> str:
    """Join titles as in a sentence; of more than five, the first three."""
    if len(titles) > 5:
        return f"{', '.join(titles[:3])} and {len(titles) - 3} more"
    return " and ".join([", ".join(titles[:-1]), titles[-1]] if len(titles) > 1 else titles)


def print_films(films: list[dict[str, Any]], seeds: dict[str, str]) -> None:
    """Print films with director, score and reason; with several seeds also the nearest one."""
    for position, film in enumerate(films, start=1):
        directors = f" {', '.join(film['director'][:3])}" if film["director"] else ""
        print(
            f"\n{position:>2}. {film['title']} ({film['year'] or 'year unknown'}){directors} "
            f"[{film['id']}]  score {film['score']:.3f}"
        )
        if film["group"]:
            print(f"      also: {group_titles(film)}")
        nearest = f"nearest to {seeds[film['seed']]}: " if len(seeds) > 1 else ""
        if film["reason"]:
            print(f"      {nearest}{film['reason']}")


def group_titles(film: dict[str, Any]) -> str:
    """Return titles and years of the other films that a row represents."""
    films = [(other["title"], other["year"] or "year unknown") for other in film["group"]]
    return ", ".join(f"{title} ({year})" for title, year in films)
