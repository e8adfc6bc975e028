"""Texts to vectors: the recipe of a film's text, the model, the cache of what was encoded."""

from recsys.embeddings.model import DEFAULT_MODEL, OFFLINE_MODEL, TextModel
from recsys.embeddings.recipe import RECIPE, recipe_text

__all__ = ["DEFAULT_MODEL", "OFFLINE_MODEL", "RECIPE", "TextModel", "recipe_text"]
