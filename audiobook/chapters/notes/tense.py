"""Whether a text is in the present or in the past tense, by its most common verbs."""

from __future__ import annotations

import re
from collections.abc import Sequence

from audiobook.chapters.line_rules import compile_words

PRESENT_VERBS = compile_words(
    r"is|are|am|has|have|isn['’]t|aren['’]t|do|does|don['’]t|doesn['’]t|will|can|can['’]t|i['’]m|i['’]ve|i['’]ll|it['’]s|"
    r"that['’]s|there['’]s|you['’]re|gets?|says?|means?|seems?|makes?"
)
PAST_VERBS = re.compile(
    r"\b(?:was|were|had|did|said|went|came|looked|could|took|felt|knew|thought|saw|asked|told|turned|[a-z]{3,20}ed)\b"
)


def measure_present_share(texts: Sequence[str]) -> float:
    """The share of present-tense verbs in some paragraphs, from 0 to below 1; with few verbs it stays low.

    >>> round(measure_present_share(["It is old, and it has a wheel."]), 2), measure_present_share(["It was old."])
    (0.67, 0.0)
    """
    present = sum(len(PRESENT_VERBS.findall(text.lower())) for text in texts)
    past = sum(len(PAST_VERBS.findall(text)) for text in texts)
    return present / (present + past + 1)
