"""A seeded stand-in for the five IMDb files, at any fraction of their size in 2026.

    python -m benchmarks.world FOLDER --fraction 0.1 [--films-only] [--films N] [--seed N]

First a small plan of the whole world is drawn (who directs what, who lives in which community),
then titles and people are written block by block, so memory does not grow with the text.
Names and titles are recombined syllables and words; nothing is copied from real data.
"""

import argparse
import gzip
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, cast

import numpy as np
import polars as pl
from numpy.typing import NDArray

Array = NDArray[Any]

HEADERS = {
    "title.basics": "tconst titleType primaryTitle originalTitle isAdult startYear endYear "
    "runtimeMinutes genres",
    "title.ratings": "tconst averageRating numVotes",
    "title.crew": "tconst directors writers",
    "title.principals": "tconst ordering nconst category job characters",
    "name.basics": "nconst primaryName birthYear deathYear primaryProfession knownForTitles",
}
FILMS, TITLES, PEOPLE = 900_000, 12_270_000, 15_100_000  # IMDb in 2026, fraction 1.0
HIGHEST_TCONST, HIGHEST_NCONST = 40_000_000, 17_500_000  # so ids have 7 and 8 digits at any size
BLOCK = 200_000  # titles or people held as text at a time

LONGEST_CAREER, CAREER_EXPONENT = 120, 2.083  # films a director: Zipf, mean 2.9
FILMS_PER_COMMUNITY, OTHERS_PER_COMMUNITY = 2_500, 15_000
FAME_SKEW = 2.5  # rank = size * u**skew: a few people in each community get much of the work
ABROAD, OTHER_CRAFT = 0.04, 0.03  # share of credits outside the community, outside the craft
NAMELESS = 0.008  # share of people without a row in name.basics
TROUPE = 4  # regulars that a director or a show has in each craft

CRAFTS = ["director", "actor", "actress", "writer", "producer", "composer", "cinematographer"]
CRAFTS += ["editor", "production_designer", "casting_director", "self"]  # self owns no pool
DIRECTOR, ACTOR, ACTRESS, WRITER, PRODUCER, SELF = 0, 1, 2, 3, 4, 10
# People living in a community for each of its films, by craft; directors are counted exactly.
PEOPLE_PER_FILM = np.array([0.35, 1.2, 0.85, 0.6, 0.55, 0.2, 0.2, 0.22, 0.15, 0.06])
# The places on a title, and how readily each is left out when a title has few principals.
SLOT_CRAFT = np.array([1, 1, 1, 1, 1, DIRECTOR, DIRECTOR, 3, 3, 4, 5, 6, 7, 8, 9])
SLOT_HANDICAP = np.array([-1, -1, -1, -1, 0.2, -1, -1, -0.5, 0.5, -0.3, -0.2, -0.2, -0.1, 0.3, 0.6])
CAST, FIRST, SECOND, WRITERS, PRODUCER_SLOT = slice(0, 5), 5, 6, slice(7, 9), 9
SAME_CATEGORY = [(a, b) for b in range(1, 5) for a in range(b)] + [(5, 6), (7, 8)]

KINDS = ["tvEpisode", "short", "tvSeries", "video", "tvMiniSeries", "tvSpecial", "videoGame"]
KINDS += ["tvShort", "tvPilot", "movie", "tvMovie"]
OTHER_KINDS = [0.83, 0.09, 0.01, 0.04, 0.006, 0.008, 0.006, 0.006, 0.004]
EPISODES = 30  # titles in a row that belong to one show
TYPICAL_MINUTES = np.array([35, 12, 45, 60, 45, 60, 60, 10, 40, 96, 88])


def words(text: str, separator: str | None = None) -> list[str]:
    """Split a vocabulary; commas leave room for spaces inside a word."""
    return text.split(separator)


# Six cultures: a dozen given names, starts and ends of surnames for each, in the same order.
GIVEN = words("""
    Alma Clara Edwin Grace Harold June Leonard Martha Oscar Ruth Walter Ivy
    José André Lucía Chloé Renée Matteo Giulia Inês Rafael Zoé Noël Núria
    Jörg Åse Käthe Søren Björn Ülle Lars Heidi Astrid Gösta Päivi Uwe
    Łukasz Zofia Milan Vesna Jiří Olga Dragan Irina Bohdan Ágnes Miloš Ružena
    Haru Min-jun Wei Sōta Yui Xiu Ji-woo Ken Lan Rin Hyun Tao
    Aarav Priya Meera Rohan Leyla Omar Fatima Arjun Şirin Yusuf Nadia Kavya""")
STARTS = words("""
    Ash Black Car Dun East Fair Green Hart Lang Marsh Nor Whit
    Bel Cas Del Fer Gar Mont Mor Per Ros Sal Val Vil
    Berg Dahl Eng Grün Holm Kjær Lind Nor Öst Sjö Stein Wald
    Bor Cher Dob Gor Kov Mlad Nov Petr Rad Slav Vol Zel
    Naka Yama Kawa Chen Ao Ishi Fuji Lin Ohno Tani Hoshi Kuro
    Bha Cha Dev Gup Jah Kar Mal Nar Rah Sha Var Zah""")
ENDS = words("""
    ton ley ford well man wood field by more worth den ham
    ez eau ini ado elli ière ões ano etti and oso ín
    mann sen ström qvist ning bauer haus gård lund inen stad er
    ski ova enko čík ović ík yan iev ács ný czyk escu
    moto da mura shima hara saki guchi no be naga kawa zawa
    rma tta dhuri wala van pur esh oğlu ani kar man idi""")
SYLLABLES = 12  # entries a culture in each of the three lists above
MIDDLES = ["", "", "e", "i", "o", "an", "el", "in", "ar", "as", "or", "ula", "emi", "ovi", "ati"]
INITIALS = [""] * 8 + [f"{letter}. " for letter in "ABCDEFGHJKLMNPRSTVWZ"]
NON_LATIN = words(
    "Анна Заречная,美咲 北原,राम सागर,ليلى نور,이하늘,Ελένη Θάλασσα,静かな川,Белый причал", ","
)
OPENINGS = ["", "", "", "", "The ", "The ", "The ", "My ", "This ", "Another "]
ADJECTIVES = words("""
    Silent Crimson Broken Distant Second Golden Hidden Northern Paper Endless Bitter Restless Salt
    Winter Borrowed Little Velvet Empty Burning Lonesome Electric Forgotten Wooden Blue Été Größte
    Foggy Ninth Patient Reckless Sleeping Tender Uneasy Vanishing Wandering Young Zero Amber""")
NOUNS = words(
    "Harbor,Orchard,Witness,Parade,Island,Letters,Engine,Mirror,Wedding,Garden,Station,Thief,"
    "Summer,Lanterns,Border,Sisters,Machine,Valley,Ghosts,Promise,Ocean,Kitchen,Detective,"
    "Carnival,Window,Tide,Hunters,Alibi,Bridge,Señora,Kingdom,Neighbors,Café,Matinee,Rooftop,"
    "Snow,Captain,Dancer",
    ",",
)
QUOTED = ['"Doc" Hale', 'Seven 12" Records', '"Night"']  # what breaks a reader that knows quoting
LINKS = [" of ", " in ", " & ", ": ", " vs. "]
TAILS = [""] * 14 + [" 2", ": Part II", " of the Sea", " & Sons", ", Mon Amour", "?", " (Again)"]
GENRES = words("""
    Action Adventure Animation Biography Comedy Crime Documentary Drama Family Fantasy History
    Horror Music Mystery Romance Sci-Fi Sport Thriller War Western""")
ROLES = ["", "", "", "", "Dr. ", "Detective ", "Young ", "Mrs. ", "Captain ", "Aunt "]
ROLE_ENDS = ["", "", "", " (voice)", " the Baker", ' \\"Doc\\" Hale', '","Narrator', " #2", " Sr."]
JOBS = ["producer", "executive producer", "screenplay by", "novel", "story"]


@dataclass(frozen=True)
class Plan:
    """What every block needs to know of the whole world. A person is an index into the pools."""

    tconst: Array  # int32 [titles], the number after 'tt', ascending with age
    file_order: Array  # int32 [titles], title at each row of the files (sorted as text)
    film_of: Array  # int32 [titles], film index, -1 for what is no film
    director_of: Array  # int32 [films], person
    community_of: Array  # int32 [films]
    year_of: Array  # int16 [films]
    pool_start: Array  # int64 [communities, crafts], first person of a pool
    pool_size: Array  # int64 [communities, crafts]
    community_year: Array  # int16 [communities], when its careers begin
    film_communities: int  # the communities before this one make films
    nconst: Array  # int32 [people], the number after 'nm'
    people_order: Array  # int32 [people], person at each row of name.basics
    known_for: Array  # int32 [people, 2], first and last tconst number seen, 0 is none; filled late


def mix(*keys: Array | int) -> Array:
    """Hash integers to uniform float32 in [0, 1): the same person or show always draws the same."""
    state: Array = np.array(0x9E3779B97F4A7C15, dtype=np.uint64)
    for key in keys:
        state = (np.asarray(key).astype(np.uint64) ^ state) * np.uint64(0xBF58476D1CE4E5B9)
        state = (state ^ (state >> np.uint64(29))) * np.uint64(0x94D049BB133111EB)
        state = state ^ (state >> np.uint64(32))
    return cast(Array, (state >> np.uint64(40)).astype(np.float32) / np.float32(1 << 24))


def spread_numbers(count: int, highest: int, rng: np.random.Generator) -> Array:
    """Draw `count` ascending id numbers up to about `highest`, int32."""
    stride = max(1, highest // max(1, count))
    return (np.arange(count) * stride + 1 + rng.integers(0, stride, count)).astype(np.int32)


def order_as_text(numbers: Array) -> Array:
    """Order ids of 7 and 8 digits as their text sorts: tt1000000, tt10000000, tt1000001."""
    wide = numbers.astype(np.int64)
    return np.argsort(np.where(wide < 10**7, wide * 10, wide), kind="stable").astype(np.int32)


def draw_careers(films: int, rng: np.random.Generator) -> Array:
    """Films per director, 1 to 120, adding up to `films`."""
    lengths = np.arange(1, LONGEST_CAREER + 1)
    chance = lengths**-CAREER_EXPONENT / (lengths**-CAREER_EXPONENT).sum()
    careers = rng.choice(lengths, films, p=chance)
    last = int(np.searchsorted(careers.cumsum(), films))
    careers = careers[: last + 1]
    careers[-1] -= careers.sum() - films
    return careers


def size_pools(films_in: Array, directors_in: Array, others: int, people: int) -> Array:
    """People of each craft in each community, int64 [communities, crafts].

    Film people follow the films of their community; the other `people` go to television.
    """
    film_communities = len(films_in)
    television = max(4, others // OTHERS_PER_COMMUNITY) if others else 0
    size = np.zeros((film_communities + television, len(PEOPLE_PER_FILM)), dtype=np.int64)
    size[:film_communities] = np.maximum(np.ceil(films_in[:, None] * PEOPLE_PER_FILM), 4)
    size[:film_communities, DIRECTOR] = directors_in
    if others:
        each = max(people - size.sum(), 0) / television / PEOPLE_PER_FILM.sum()
        size[film_communities:] = np.maximum(each * PEOPLE_PER_FILM, 4)
    return size


def draw_years(debut: Array, careers: Array, rng: np.random.Generator) -> Array:
    """Year of every film, int16 [films], from debut and number of films by director."""
    films = int(careers.sum())
    pace = np.minimum(1.5, 45 / careers)  # years between films; nobody works for a century
    earlier_films = np.arange(films) - np.repeat(careers.cumsum() - careers, careers)
    year = np.repeat(debut, careers) + earlier_films * np.repeat(pace, careers)
    return cast(Array, np.minimum(year, 2027 - rng.exponential(4, films)).astype(np.int16))


def make_plan(films: int, others: int, people: int, rng: np.random.Generator) -> Plan:
    """Draw communities, pools, careers and ids; `people` is the wished size of name.basics."""
    film_towns = max(6, films // FILMS_PER_COMMUNITY)
    weights = rng.lognormal(0, 0.8, film_towns)
    careers = draw_careers(films, rng)
    town = np.sort(rng.choice(film_towns, len(careers), p=weights / weights.sum()))
    in_pool = np.arange(len(careers)) - np.searchsorted(town, town)

    films_in = np.bincount(town, careers, minlength=film_towns)
    size = size_pools(films_in, np.bincount(town, minlength=film_towns), others, people)
    start = (size.ravel().cumsum() - size.ravel()).reshape(size.shape)
    # More communities are recent than old, and neighbours in number are neighbours in time.
    age_rank = np.arange(len(size)) % film_towns / film_towns
    community_year = (1905 + 115 * age_rank**0.6).astype(np.int16)
    year = draw_years(community_year[town] + in_pool % 12, careers, rng)
    by_age = np.argsort(year + rng.normal(0, 6, films), kind="stable")  # ids follow age, roughly

    titles = films + others
    film_of = np.full(titles, -1, dtype=np.int32)
    film_of[np.sort(rng.permutation(titles)[:films])] = np.arange(films)
    tconst = spread_numbers(titles, HIGHEST_TCONST, rng)
    everybody = int(size.sum())
    numbers = spread_numbers(everybody, HIGHEST_NCONST, rng)
    people_order = rng.permutation(everybody).astype(np.int32)
    nconst = np.empty(everybody, dtype=np.int32)
    nconst[people_order] = numbers[order_as_text(numbers)]
    return Plan(
        tconst=tconst,
        file_order=order_as_text(tconst),
        film_of=film_of,
        director_of=np.repeat(start[town, DIRECTOR] + in_pool, careers)[by_age].astype(np.int32),
        community_of=np.repeat(town, careers)[by_age].astype(np.int32),
        year_of=year[by_age],
        pool_start=start,
        pool_size=size,
        community_year=community_year,
        film_communities=film_towns,
        nconst=nconst,
        people_order=people_order,
        known_for=np.zeros((everybody, 2), dtype=np.int32),
    )


@dataclass(frozen=True)
class Block:
    """Some titles in the order of the files; every array is [titles]."""

    tconst: Array  # int32
    newness: Array  # float, 0 for the oldest id, 1 for the newest
    film: Array  # bool
    kind: Array  # index into KINDS
    owner: Array  # who gathers the people: the director of a film, the show of an episode
    community: Array  # int32
    director: Array  # int32 person, only for films
    year: Array  # int16


def make_block(plan: Plan, rows: slice, rng: np.random.Generator) -> Block:
    """Settle what the titles at these file rows are."""
    title = plan.file_order[rows].astype(np.int64)
    film_index = plan.film_of[title]
    film = film_index >= 0
    newness = title / len(plan.tconst)
    kind = rng.choice(len(OTHER_KINDS), len(title), p=OTHER_KINDS)
    kind = np.where(title % EPISODES == 0, KINDS.index("tvSeries"), kind)
    kind = np.where(film, KINDS.index("movie") + (rng.random(len(title)) < 0.15), kind)
    show = np.where(kind == 0, title // EPISODES, title) + len(plan.nconst)
    television = max(1, len(plan.pool_size) - plan.film_communities)
    other_community = plan.film_communities + (mix(show) * television).astype(np.int32)
    other_year = 1950 + 76 * newness**0.5 - rng.exponential(3, len(title))
    director = plan.director_of[film_index]
    return Block(
        tconst=plan.tconst[title],
        newness=newness,
        film=film,
        kind=kind,
        owner=np.where(film, director, show),
        community=np.where(film, plan.community_of[film_index], other_community),
        director=director,
        year=np.where(film, plan.year_of[film_index], other_year).astype(np.int16),
    )


def draw_people(plan: Plan, block: Block, craft: Array, rng: np.random.Generator) -> Array:
    """Pick somebody for every slot: regulars of the owner, else the community, else abroad.

    `craft` and the result are [titles, slots].
    """
    shape = craft.shape
    fame = rng.random(shape, dtype=np.float32)
    regular = mix(block.owner[:, None], craft, rng.integers(0, TROUPE, shape))
    chance = np.where(block.film, 0.35, 0.7)[:, None]
    fame = np.where(rng.random(shape, dtype=np.float32) < chance, regular, fame)

    home = np.broadcast_to(block.community[:, None], shape)
    near = np.clip(home + rng.integers(-2, 3, shape), 0, len(plan.pool_size) - 1)
    far = rng.integers(0, plan.film_communities, shape)
    abroad = rng.random(shape, dtype=np.float32)
    community = np.where(abroad < ABROAD, np.where(abroad < ABROAD / 3, far, near), home)
    strange = rng.random(shape, dtype=np.float32) < OTHER_CRAFT
    pool = np.where(strange, rng.integers(0, len(PEOPLE_PER_FILM), shape), craft)
    # A community may have no director of its own in a tiny world: actors direct there.
    pool = np.where(plan.pool_size[community, pool] == 0, ACTOR, pool)

    size = plan.pool_size[community, pool]
    rank = np.minimum((size * fame**FAME_SKEW).astype(np.int64), size - 1)
    return cast(Array, (plan.pool_start[community, pool] + rank).astype(np.int32))


@dataclass(frozen=True)
class Credits:
    """Who fills which slot of a block; every array is [titles, slots]."""

    person: Array  # int32
    category: Array  # index into CRAFTS
    filled: Array  # bool, the slot has somebody at all: what crew is made of
    listed: Array  # bool, and stands in principals


def make_credits(plan: Plan, block: Block, rng: np.random.Generator) -> Credits:
    """Cast and crew the titles of a block, each person at most once per category and title."""
    count = len(block.tconst)
    craft = np.broadcast_to(SLOT_CRAFT, (count, len(SLOT_CRAFT))).copy()
    craft[:, CAST] = np.where(rng.random((count, 5)) < 0.42, ACTRESS, ACTOR)
    person = draw_people(plan, block, craft, rng)
    seat_directors(plan, block, person, rng)
    own_script, star_producer = rng.random((2, count)) < [[0.25], [0.04]]
    person[own_script, WRITERS.start] = person[own_script, FIRST]
    person[star_producer, PRODUCER_SLOT] = person[star_producer, 0]
    filled = find_filled(block, person, rng)
    listed = choose_listed(block, filled, rng)
    talk_show = ~block.film & (mix(block.owner, 7) < 0.08)
    craft[:, CAST] = np.where(talk_show[:, None], SELF, craft[:, CAST])
    return Credits(person, craft, filled, listed)


def seat_directors(plan: Plan, block: Block, person: Array, rng: np.random.Generator) -> None:
    """Put the planned director of each film in `person`, and a possible second one beside."""
    film = block.film
    person[film, FIRST] = block.director[film]
    start, size = (pool[block.community, DIRECTOR] for pool in (plan.pool_start, plan.pool_size))
    step = rng.integers(1, 9, len(film))
    colleague = start + (person[:, FIRST] - start + step) % np.maximum(size, 1)
    person[film, SECOND] = colleague[film]


def find_filled(block: Block, person: Array, rng: np.random.Generator) -> Array:
    """Which slots have somebody, bool [titles, slots]: nobody twice in the same category."""
    count = len(block.film)
    filled = np.ones(person.shape, dtype=bool)
    filled[:, FIRST] = rng.random(count) > np.where(block.film, 0.01, 0.15)
    filled[:, SECOND] = filled[:, FIRST] & (rng.random(count) < 0.08)
    for earlier, later in SAME_CATEGORY:
        same = person[:, earlier] == person[:, later]
        filled[:, later] &= ~(same & filled[:, earlier])
    return filled


def choose_listed(block: Block, filled: Array, rng: np.random.Generator) -> Array:
    """Which slots stand in principals, bool [titles, slots]: 10-12 on films, 7.7 on others."""
    count = len(block.film)
    on_film = 12 - rng.choice(3, count, p=[0.9, 0.07, 0.03])
    wanted = np.where(block.film, on_film, rng.binomial(15, 0.516, count))
    wanted = np.where(rng.random(count) < 0.01, 1, wanted)  # a few titles hardly know anybody
    unlisted = ~filled
    unlisted[:, [FIRST, SECOND]] |= (rng.random(count) < 0.015)[:, None]  # directors in crew alone
    key = np.where(unlisted, np.inf, rng.random(filled.shape) + SLOT_HANDICAP)
    limit = np.take_along_axis(np.sort(key, axis=1), np.maximum(wanted, 1)[:, None] - 1, axis=1)
    return cast(Array, (key <= limit) & ~unlisted & (wanted > 0)[:, None])


def remember_known_for(plan: Plan, block: Block, credit: Credits) -> None:
    """Note for each person of a block a first and a latest title, for name.basics."""
    row, slot = np.nonzero(credit.listed | (credit.filled & (credit.category == DIRECTOR)))
    person, tconst = credit.person[row, slot], block.tconst[row]
    new = plan.known_for[person, 0] == 0
    plan.known_for[person[new][::-1], 0] = tconst[new][::-1]
    plan.known_for[person, 1] = tconst


def ids(prefix: str, numbers: Array) -> pl.Series:
    """Write numbers as ids of at least seven digits."""
    return pl.select(pl.lit(prefix) + pl.Series(numbers).cast(pl.String).str.zfill(7)).to_series()


def pick(vocabulary: list[str], index: Array) -> pl.Series:
    """Gather words by index."""
    return pl.Series(vocabulary)[index]


def choose(vocabulary: list[str], count: int, rng: np.random.Generator) -> pl.Series:
    """Draw words, each as likely."""
    return pick(vocabulary, rng.integers(0, len(vocabulary), count))


def nullable(values: pl.Series, missing: Array) -> pl.Series:
    """Set the values to null where `missing`."""
    return values.set(pl.Series(missing), None)


def either(first: pl.Series | str, where: Array, second: pl.Series) -> pl.Series:
    """Take `first` where the condition holds, else `second`."""
    chosen = pl.lit(first) if isinstance(first, str) else first
    return pl.select(pl.when(pl.Series(where)).then(chosen).otherwise(second)).to_series()


def join(*parts: pl.Series | str, separator: str = "") -> pl.Series:
    """Concatenate texts row by row, passing over nulls."""
    columns = [pl.lit(part) for part in parts]
    joined = pl.concat_str(columns, separator=separator, ignore_nulls=True)
    return pl.select(joined).to_series()


def surnames(culture: Array, rng: np.random.Generator) -> pl.Series:
    """Build surnames (and words that sound local) from the syllables of each culture, [people]."""
    start, end = culture * SYLLABLES + rng.integers(0, SYLLABLES, (2, len(culture)))
    return join(pick(STARTS, start), choose(MIDDLES, len(culture), rng), pick(ENDS, end))


def titles(block: Block, rng: np.random.Generator) -> tuple[pl.Series, pl.Series]:
    """Primary and original titles; the two differ for many that are not in English."""
    count = len(block.tconst)
    tail = choose(TAILS, count, rng)
    opening, adjective = choose(OPENINGS, count, rng), choose(ADJECTIVES, count, rng)
    culture = block.community % (len(GIVEN) // SYLLABLES)
    noun = either(choose(QUOTED, count, rng), rng.random(count) < 0.01, choose(NOUNS, count, rng))
    longer = join(noun, choose(LINKS, count, rng), surnames(culture, rng))
    noun = either(longer, rng.random(count) < 0.5, noun)
    primary = join(opening, adjective, " ", noun, tail)
    local = join(surnames(culture, rng), tail)
    local = either(choose(NON_LATIN, count, rng), rng.random(count) < 0.05, local)
    return primary, either(local, (culture > 0) & (rng.random(count) < 0.4), primary)


def genres(block: Block, rng: np.random.Generator) -> pl.Series:
    """Up to three genres in alphabetical order; every owner has a favourite combination."""
    count = len(block.tconst)
    combos = words("Drama Comedy Documentary") * 6
    combos += [",".join(sorted(rng.choice(GENRES, 2 + i % 2, replace=False))) for i in range(200)]
    taste = np.where(rng.random(count) < 0.5, mix(block.owner, 1), rng.random(count)) * len(combos)
    return nullable(pick(combos, taste.astype(np.int64)), rng.random(count) < 0.04)


def basics_frame(block: Block, rng: np.random.Generator) -> pl.DataFrame:
    """title.basics; values go missing more often on newer titles."""
    count, new = len(block.tconst), block.newness
    primary, original = titles(block, rng)
    minutes = TYPICAL_MINUTES[block.kind] * rng.lognormal(0, 0.2, count)
    serial = np.isin(block.kind, [KINDS.index("tvSeries"), KINDS.index("tvMiniSeries")])
    end = block.year + rng.integers(0, 9, count)
    no_year = rng.random(count) < 0.3 * new**6
    return pl.DataFrame(
        {
            "tconst": ids("tt", block.tconst),
            "titleType": pick(KINDS, block.kind),
            "primaryTitle": primary,
            "originalTitle": original,
            "isAdult": (rng.random(count) < np.where(block.film, 0.006, 0.015)).astype(np.int8),
            "startYear": nullable(pl.Series(block.year), no_year),
            "endYear": nullable(pl.Series(end), ~serial | no_year | (end > 2026)),
            "runtimeMinutes": nullable(
                pl.Series(minutes.astype(np.int32) + 1), rng.random(count) < 0.05 + 0.4 * new**2
            ),
            "genres": genres(block, rng),
        }
    )


def ratings_frame(block: Block, rng: np.random.Generator) -> pl.DataFrame:
    """title.ratings: half of the films, a tenth of the rest; votes are lognormal from 5 up."""
    count = len(block.tconst)
    rated = rng.random(count) < np.where(block.film, 0.65 - 0.3 * block.newness, 0.104)
    rating = np.clip(5.4 + 1.6 * mix(block.owner, 2) + rng.normal(0, 1.1, count), 1, 10).round(1)
    votes = np.minimum(5 + rng.lognormal(3.6, 2.1, count), 3_100_000).astype(np.int32)
    return pl.DataFrame(
        {"tconst": ids("tt", block.tconst), "averageRating": rating, "numVotes": votes}
    ).filter(pl.Series(rated))


def crew_frame(plan: Plan, block: Block, credit: Credits, rng: np.random.Generator) -> pl.DataFrame:
    """title.crew: ids with commas; 1 % of the directors stand in principals only."""
    forgotten = rng.random(len(block.tconst)) < 0.01

    def listing(slots: tuple[int, int], kept: Array) -> pl.Series:
        people = [ids("nm", plan.nconst[credit.person[:, slot]]) for slot in slots]
        named = [nullable(text, ~kept[:, s]) for s, text in zip(slots, people, strict=True)]
        text = join(*named, separator=",")
        return nullable(text, np.asarray(~kept[:, list(slots)].any(axis=1)))

    return pl.DataFrame(
        {
            "tconst": ids("tt", block.tconst),
            "directors": listing((FIRST, SECOND), credit.filled & ~forgotten[:, None]),
            "writers": listing((WRITERS.start, WRITERS.start + 1), credit.listed),
        }
    )


def file_sequence(ordering: Array, rng: np.random.Generator) -> Array:
    """Order of the slots of each title in the file, [titles, slots]: mostly by `ordering`.

    One title in ten sorts it as text (1, 10, 11, 2), one in fifty is in disorder, as IMDb has it.
    """
    count, slots = ordering.shape
    sequence = np.broadcast_to(np.arange(slots), ordering.shape).copy()
    draw = rng.random(count)
    textual, mixed = np.flatnonzero(draw < 0.1), np.flatnonzero(draw > 0.98)
    number = ordering[textual]
    as_text = np.where(number < 10, number, 1 + (number - 9) / 10)
    sequence[textual] = np.argsort(as_text, axis=1, kind="stable")
    sequence[mixed] = np.argsort(rng.random((len(mixed), slots)), axis=1)
    return sequence


def principals_frame(
    plan: Plan, block: Block, credit: Credits, rng: np.random.Generator
) -> pl.DataFrame:
    """title.principals, one row a filled slot."""
    ordering = credit.listed.cumsum(axis=1)
    sequence = file_sequence(ordering, rng)
    row, place = np.nonzero(np.take_along_axis(credit.listed, sequence, axis=1))
    slot = sequence[row, place]
    category = credit.category[row, slot]
    count = len(row)

    plain = rng.random(count) < 0.9
    role, end = (either("", plain, choose(part, count, rng)) for part in (ROLES, ROLE_ENDS))
    named = join('["', role, choose(GIVEN, count, rng), end, '"]')
    is_self = category == SELF
    on_screen = (category == ACTOR) | (category == ACTRESS) | is_self
    named = either('["Self"]', is_self, named)
    job = np.where(category == WRITER, rng.integers(2, 5, count), rng.random(count) < 0.1)
    has_job = np.where(category == WRITER, 0.3, np.where(category == PRODUCER, 0.9, 0.0))
    return pl.DataFrame(
        {
            "tconst": ids("tt", block.tconst)[row],
            "ordering": ordering[row, slot],
            "nconst": ids("nm", plan.nconst[credit.person[row, slot]]),
            "category": pick(CRAFTS, category),
            "job": nullable(pick(JOBS, job.astype(np.int64)), rng.random(count) >= has_job),
            "characters": nullable(named, ~on_screen | (rng.random(count) < 0.15)),
        }
    )


def names_frame(plan: Plan, person: Array, rng: np.random.Generator) -> pl.DataFrame:
    """name.basics for these people; the name follows the culture of their community."""
    count = len(person)
    community, craft = np.divmod(
        np.searchsorted(plan.pool_start.ravel(), person, side="right") - 1, plan.pool_size.shape[1]
    )
    culture = community % (len(GIVEN) // SYLLABLES)
    given = pick(GIVEN, culture * SYLLABLES + rng.integers(0, SYLLABLES, count))
    full = join(given, " ", choose(INITIALS, count, rng), surnames(culture, rng))
    full = either(choose(NON_LATIN, count, rng), rng.random(count) < 0.004, full)
    birth = plan.community_year[community] - rng.integers(16, 45, count)
    death = birth + rng.integers(40, 95, count)
    second = pick(CRAFTS, (craft + rng.integers(1, 9, count)) % 10)
    second = nullable(second, rng.random(count) < 0.6)
    unborn = rng.random(count) < 0.6
    first, last = plan.known_for[person, 0], plan.known_for[person, 1]
    known = [nullable(ids("tt", first), first == 0), nullable(ids("tt", last), first == last)]

    profession = join(pick(CRAFTS, craft), second, separator=",")
    return pl.DataFrame(
        {
            "nconst": ids("nm", plan.nconst[person]),
            "primaryName": full,
            "birthYear": nullable(pl.Series(birth), unborn),
            "deathYear": nullable(pl.Series(death), unborn | (death > 2026)),
            "primaryProfession": nullable(profession, rng.random(count) < 0.1),
            "knownForTitles": nullable(join(*known, separator=","), first == 0),
        }
    )


def frames(plan: Plan, seed: int, credited_only: bool) -> Iterator[tuple[str, pl.DataFrame]]:
    """All blocks of all files. Every block draws from a generator of its own."""
    for number, low in enumerate(range(0, len(plan.tconst), BLOCK)):
        rng = np.random.default_rng([seed, 1, number])
        block = make_block(plan, slice(low, low + BLOCK), rng)
        credit = make_credits(plan, block, rng)
        remember_known_for(plan, block, credit)
        yield "title.basics", basics_frame(block, rng)
        yield "title.ratings", ratings_frame(block, rng)
        yield "title.crew", crew_frame(plan, block, credit, rng)
        yield "title.principals", principals_frame(plan, block, credit, rng)
    for number, low in enumerate(range(0, len(plan.people_order), BLOCK)):
        rng = np.random.default_rng([seed, 2, number])
        person = plan.people_order[low : low + BLOCK]
        if credited_only:
            person = person[plan.known_for[person, 0] > 0]
        person = person[rng.random(len(person)) > NAMELESS]  # some people have no name row
        yield "name.basics", names_frame(plan, person, rng)


def as_tsv(frame: pl.DataFrame) -> bytes:
    """Write a frame in IMDb's dialect: tabs, no quoting, a backslash and N for null, no header."""
    text: str = frame.write_csv(
        separator="\t",
        quote_style="never",
        null_value="\\N",
        float_precision=1,
        include_header=False,
    )
    return text.encode()


def open_file(folder: Path, name: str, compress: bool, stack: ExitStack) -> BinaryIO:
    """Open one file for writing, closed by `stack`; no time stamp in the gzip header."""
    raw = stack.enter_context((folder / f"{name}.tsv{'.gz' * compress}").open("wb"))
    if not compress:
        return raw
    zipped = gzip.GzipFile(filename="", mode="wb", compresslevel=1, fileobj=raw, mtime=0)
    return cast(BinaryIO, stack.enter_context(zipped))


def write_world(
    folder: Path,
    fraction: float = 1.0,
    seed: int = 1,
    films_only: bool = False,
    films: int | None = None,
    compress: bool = True,
) -> dict[str, int]:
    """Write the five files to `folder`; return the rows of each, e.g. {"title.basics": 12270000}.

    `films`, an exact number of movie and tvMovie titles, overrides `fraction`: everything else
    scales with it. `films_only` leaves out the other titles and the people who are on no film.
    """
    films = round(FILMS * fraction) if films is None else films
    if films < 1:
        raise ValueError("a world needs at least one film: raise fraction or films")
    others = 0 if films_only else round(films * (TITLES - FILMS) / FILMS)
    people = round(films * PEOPLE / FILMS / (1 - NAMELESS))
    plan = make_plan(films, others, people, np.random.default_rng([seed, 0]))
    counts = dict.fromkeys(HEADERS, 0)
    folder.mkdir(parents=True, exist_ok=True)
    with ExitStack() as stack:
        files = {name: open_file(folder, name, compress, stack) for name in HEADERS}
        for name, header in HEADERS.items():
            files[name].write(("\t".join(header.split()) + "\n").encode())
        for name, frame in frames(plan, seed, credited_only=films_only):
            files[name].write(as_tsv(frame))
            counts[name] += frame.height
    return counts


def main() -> None:
    """Parse the command line, write a world and print its row counts."""
    parser = argparse.ArgumentParser(prog="benchmarks.world", description=write_world.__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--fraction", type=float, default=1.0, help="of the size of IMDb in 2026")
    parser.add_argument("--films-only", action="store_true", help="movie and tvMovie alone")
    parser.add_argument("--films", type=int, help="exact number of films, overrides --fraction")
    parser.add_argument("--seed", type=int, default=1)
    wish = parser.parse_args()
    began = time.perf_counter()
    counts = write_world(wish.folder, wish.fraction, wish.seed, wish.films_only, wish.films)
    for name, rows in counts.items():
        print(f"{name:<18}{rows:>12,}")
    print(f"{time.perf_counter() - began:.1f} s")


if __name__ == "__main__":
    main()
