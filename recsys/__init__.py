"""Filmkin's engine: related directors, similar films, and the reasons for both.

>>> import recsys
>>> with recsys.open_store() as store:                                  # doctest: +SKIP
...     store.directors.recommend(store.people.resolve("Wong Kar-wai"), min_votes=1000)
"""

from recsys.catalog import Store, open_store

__all__ = ["Store", "open_store"]
