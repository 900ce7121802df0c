"""Finds the labels that name somebody whom the prose names as a speaker: said Rosa; Rosa: hi."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from audiobook.quotations.speaker_labels.head_patterns import HeadStyle
from audiobook.quotations.speaker_labels.line_heads import LineHead
from audiobook.quotations.speech_tags import SPEECH_VERBS
from audiobook.text.folding import fold_name

TAG_NAME = r"[A-Z][\w’'-]*(?:\s[A-Z][\w’'-]*)?"
TAGGED_NAME = re.compile(
    rf"[”\"’'*_]\s(?:(?P<behind>{SPEECH_VERBS}\s{TAG_NAME})|(?P<ahead>{TAG_NAME})\s(?:\w+ly\s)?{SPEECH_VERBS}\b)"
)
LABEL_STYLES = (HeadStyle.COLON, HeadStyle.MARKED)


def select_known_heads(heads: Sequence[LineHead], texts: Iterable[str]) -> list[LineHead]:
    """The heads before speech whose name stands in a speech tag somewhere in `texts`, the story's blocks."""
    candidates = [head for head in heads if head.family in LABEL_STYLES and head.has_speech and head.name[:1].isupper()]
    if not candidates:
        return []
    names = {head.name for head in candidates}
    tagged = {fold_name(name) for text in texts if any(name in text for name in names) for name in _find_names(text)}
    return [head for head in candidates if head.key in tagged]


def _find_names(text: str) -> Iterator[str]:
    """The names in the speech tags of a block: of two words also the first, which somebody may be called by."""
    for match in TAGGED_NAME.finditer(text):
        words = (match["ahead"] or match["behind"].split(maxsplit=1)[1]).split()
        yield words[0]
        yield " ".join(words)
