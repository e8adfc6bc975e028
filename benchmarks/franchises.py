"""Films of one franchise among the first 20: `python -m benchmarks.franchises STORE`.

STORE is a store of films10k. The franchises are listed by hand, by title, so that films the program
does not recognise count against it.
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import polars as pl

import recsys
from benchmarks import report
from recsys.catalog import Store
from recsys.ingest.franchises import NONE
from recsys.movies import FranchiseGrouping, RankingWeights

K = 20

FRANCHISES: dict[str, str] = {
    "Harry Potter": r"Harry Potter and the",
    "The Lord of the Rings, The Hobbit": r"The Lord of the Rings: |The Hobbit: ",
    "Star Wars": r"Star Wars($|: Episode|: The Force)|The Empire Strikes Back|Return of the Jedi",
    "Star Trek": r"Star Trek(:| II| III| IV| V| VI|$| Into)",
    "Indiana Jones": r"Raiders of the Lost Ark|Indiana Jones and the",
    "The Fast and the Furious": r"The Fast and the F|2 Fast 2 F|Fast & F|Fast Five|Furious 7",
    "The Dark Knight": r"Batman Begins|The Dark Knight",
    "Batman, 1989-1997": r"Batman$|Batman Returns|Batman Forever|Batman & Robin",
    "Bourne": r"The Bourne (Identity|Supremacy|Ultimatum|Legacy)",
    "Jurassic Park": r"Jurassic (Park|World)|The Lost World: Jurassic",
    "X-Men": r"X-Men|X2$|The Wolverine",
    "Iron Man": r"Iron Man( 2| 3|$)",
    "Captain America": r"Captain America: ",
    "Alien": r"Alien$|Aliens$|Alien³|Alien: ",
    "Predator": r"Predator$|Predator 2|Predators$",
    "The Terminator": r"The Terminator$|Terminator ",
    "The Matrix": r"The Matrix( Reloaded| Revolutions|$)",
    "Spider-Man": r"Spider-Man|The Amazing Spider-Man",
    "Planet of the Apes": r".*Planet of the Apes",
    "Mission: Impossible": r"Mission: Impossible",
    "Pirates of the Caribbean": r"Pirates of the Caribbean",
    "Die Hard": r"Die Hard|Live Free or Die|A Good Day to Die",
    "Lethal Weapon": r"Lethal Weapon",
    "Toy Story": r"Toy Story( 2| 3|$)",
    "Shrek": r"Shrek( 2| the Third| Forever After|$)",
    "Ice Age": r"Ice Age",
    "Mad Max": r"Mad Max",
    "The Godfather": r"The Godfather",
    "Ocean's Eleven": r"Ocean's ",
    "Resident Evil": r"Resident Evil(:|$)",
    "Underworld": r"Underworld(:|$)",
    "Rambo": r"First Blood|Rambo",
    "Rocky": r"Rocky( I|$| V| Balboa)",
    "Ghostbusters": r"Ghostbusters",
    "Beverly Hills Cop": r"Beverly Hills Cop",
    "Child's Play": r"Child's Play|(Bride|Seed|Curse) of Chucky",
    "A Nightmare on Elm Street": r"A Nightmare on Elm Street|Freddy's Dead",
    "Transformers": r"Transformers($|: (Rev|Dark|Age))",
    "The Evil Dead": r"The Evil Dead|Evil Dead|Army of Darkness",
    "Blade": r"Blade( II|$|: Trinity)",
    "The Transporter": r"The Transporter|Transporter ",
    "Austin Powers": r"Austin Powers",
    "Rush Hour": r"Rush Hour",
    "RoboCop": r"RoboCop",
    "Halloween": r"Halloween($| I| \d|: )",
    "Friday the 13th": r"Friday the 13th|Jason (X|Goes)",
    "Saw": r"Saw($| [IV]| 3D)",
    "Scream": r"Scream($| \d)",
    "The Hunger Games": r"The Hunger Games",
    "Twilight": r"Twilight$|The Twilight Saga",
    "Men in Black": r"Men in Black",
    "The Pink Panther": r".*Pink Panther|A Shot in the Dark",
    "American Pie": r"American Pie( 2|$)|American Wedding|American Reunion",
    "Back to the Future": r"Back to the Future",
    "Home Alone": r"Home Alone",
    "Before Sunrise": r"Before (Sunrise|Sunset|Midnight)",
    "The Naked Gun": r"The Naked Gun|Naked Gun",
    "Police Academy": r"Police Academy",
    "Kill Bill": r"Kill Bill",
    "Carry On": r"Carry On",
    "Dollars": r"A Fistful of Dollars|For a Few Dollars More|The Good, the Bad and the Ugly",
    "Three Colours": r"Three Colors|Three Colours",
}  # fmt: skip
"""Name and pattern of titles. Many of them were looked at while the limits were chosen, so what is
recognised of them is no unseen test; James Bond is left out, his titles say nothing."""


def main() -> None:
    """Measure a store of films10k and write the section."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("store", type=Path)
    parser.add_argument("--at-least", type=int, default=40, help="franchises that must be there")
    parser.add_argument("--dry", action="store_true", help="print instead of writing RESULTS.md")
    options = parser.parse_args()
    with recsys.open_store(options.store) as store:
        body = measure(store, options.at_least)
    if options.dry:
        print(body)
    else:
        report.write_section("Franchises", body)


def measure(store: Store, least: int) -> str:
    """Return the section's text."""
    listed = {name: _members(store, pattern) for name, pattern in FRANCHISES.items()}
    listed = {name: films for name, films in listed.items() if len(films) > 1}
    if len(listed) < least:
        raise ValueError(f"only {len(listed)} franchises are in this store, {least} are needed")
    text = RankingWeights.text_only()
    without = RankingWeights(franchise=0)
    ways: tuple[tuple[str, RankingWeights, FranchiseGrouping], ...] = (
        ("original, text alone", text, "keep"),
        ("default without the term", without, "keep"),
        ("default", RankingWeights(), "keep"),
        ("default, grouped, rows and their groups", RankingWeights(), "group"),
    )
    shares = {
        name: {words: _share(store, films, weights, folding) for words, weights, folding in ways}
        for name, films in listed.items()
    }
    overall = [
        [words, *_percents(np.array([shares[name][words] for name in listed]))]
        for words, _, _ in ways
    ]
    joined = {name: _joined(store, films) for name, films in listed.items()}
    rows = [
        [name, len(films), *(f"{shares[name][words]:.2f}" for words, _, _ in ways),
         f"{joined[name]:.2f}"]
        for name, films in listed.items()
    ]  # fmt: skip
    graph = store.graph
    sizes = np.unique(graph.movie_franchise[graph.movie_franchise != NONE], return_counts=True)[1]
    return "\n\n".join(
        [
            report.machine("numpy", "polars"),
            f"{graph.movie_count:,} films, of which {sizes.sum():,} in {len(sizes):,} franchises "
            f"were recognised (the largest has {sizes.max(initial=0)}). "
            f"{len(listed)} franchises listed by hand with {sum(map(len, listed.values()))} films: "
            f"each film is asked for once, the share of its franchise's other films (at most {K}) "
            f"among the first {K} of the whole catalogue is averaged over its films, then over "
            "franchises.",
            report.table(("ranking", "share found", "franchises found whole"), overall),
            f"Recognised: {np.mean(list(joined.values())):.3f} of the pairs of films within a "
            "franchise, averaged over franchises.",
            report.table(("franchise", "films", *(words for words, _, _ in ways), "recognised"),
                         rows),
        ]
    )  # fmt: skip


def _members(store: Store, pattern: str) -> list[str]:
    films = store.graph.movies.select("id", "title")
    whole = re.compile(pattern)
    return [film for film, title in films.rows() if whole.match(title)]


def _share(
    store: Store, films: Sequence[str], weights: RankingWeights, folding: FranchiseGrouping
) -> float:
    """Return the share of the other films found, averaged over the films."""
    found = []
    for film in films:
        frame = store.movies.similar(film, K, weights=weights, franchises=folding)
        shown = set(frame["id"]) | set(_grouped_with(frame))
        others = set(films) - {film}
        found.append(len(shown & others) / min(K, len(others)))
    return float(np.mean(np.minimum(found, 1.0)))


def _grouped_with(frame: pl.DataFrame) -> list[str]:
    return [film["id"] for group in frame["group"].to_list() for film in group]


def _joined(store: Store, films: Sequence[str]) -> float:
    """Return the share of pairs that the build groups."""
    groups = store.graph.movie_franchise[[store.graph.movie_row(film) for film in films]]
    same = (groups[:, None] == groups[None, :]) & (groups[:, None] != NONE)
    count = len(films)
    return float((same.sum() - np.diag(same).sum()) / (count * (count - 1)))


def _percents(shares: np.ndarray) -> list[str]:
    return [f"{shares.mean():.3f}", f"{(shares > 0.999).sum()} of {len(shares)}"]


if __name__ == "__main__":
    main()
