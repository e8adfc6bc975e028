"""Evaluation of the recommenders against MovieLens ratings."""

from recsys.evaluate.run import evaluate

__all__ = ["evaluate"]
