"""Evaluation of the recommenders against what people like and judge alike."""

from recsys.evaluate.run import evaluate

__all__ = ["evaluate"]
