"""Text embeddings: the recipe of a film's text, the model, and the cache of its vectors."""

from recsys.embeddings.model import DEFAULT_MODEL, OFFLINE_MODEL, TextModel
from recsys.embeddings.recipe import RECIPE, recipe_text

__all__ = ["DEFAULT_MODEL", "OFFLINE_MODEL", "RECIPE", "TextModel", "recipe_text"]
