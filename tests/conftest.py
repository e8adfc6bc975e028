"""What tests of several folders share."""

from __future__ import annotations

import pytest

from recsys.embeddings import OFFLINE_MODEL, TextModel


@pytest.fixture(scope="session")
def real_model() -> TextModel:
    """The model that needs no network, loaded once a session; it takes seconds."""
    return TextModel(OFFLINE_MODEL)
