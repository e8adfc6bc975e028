"""Recommendations against what people like together."""

from recsys.evaluate.run import evaluate

__all__ = ["evaluate"]
