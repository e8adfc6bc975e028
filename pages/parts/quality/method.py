"""How likeness is measured, in words."""

from __future__ import annotations

from typing import Any

import streamlit as st

_METHOD = """
**Rows.** *Default* is the ranking of the pages unless you move a slider. *Plot text alone* ranks
by the cosine of the texts, as FlixRec did in 2022. *Year + known + rated* knows only how close in
year, how well known and how well rated a film is. A ranking that hardly beats it shows famous films
of the same years, not similar ones.

**Judged pairs.** AUC is the probability that a pair that people called alike scores higher than one
that they did not. *Right order* is the share of pairs of films, graded differently for one film,
that stand in the right order. Both are 0.5 for a coin.

**Tags and co-likes.** The 20 nearest films of a film are relevant. nDCG@10 gives each relevant film
among the first ten 1 / log₂(position + 1) and divides by the best possible sum. Co-likes are
measured by lift, ln((c + 5) / (e + 5)), where *c* users like both films and *e* are expected to by
chance. Chance is computed among users who rated at the same time, if the data say when; else films
would seem alike because they were new together.

**Intervals.** 95 % bootstrap intervals over the films asked for, 2,000 resamples. Differences are
paired: both rankings are measured on the same resample.

**Halves.** Weights may be fitted only on films, and users, whose id has an even SHA-256 hash. The
figures are of the other half where the data have one; a note says where they do not.
"""


def likeness_method(result: dict[str, Any]) -> None:
    """Explain rows, figures, intervals and halves, if anything was measured."""
    if result["likeness"]["truths"]:
        st.header("How likeness is measured", anchor=False)
        st.markdown(_METHOD)
