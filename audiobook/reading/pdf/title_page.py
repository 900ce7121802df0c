"""Reads the title and the author from the first lines of a book, where its properties don't say them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from audiobook.model import Metadata, SectionRole
from audiobook.reading.source_blocks import SourceBlock
from audiobook.text.skip_reasons import TITLE_PAGE

# The author's name is in one of the first paragraphs, with so many words at most above it.
MAX_BLOCKS, MAX_WORDS, MAX_TITLE_WORDS = 12, 60, 14
_NAME = r"[A-Z][\w.'’-]{0,30}(?: (?:[A-Z][\w.'’-]{0,30}|van|von|de|la|le|der|du|di|al)){0,4}"
BYLINE = re.compile(rf"(?:[Bb]y|BY|[Ww]ritten by)\s+(?P<author>{_NAME})")
BARE_BY, NAME = re.compile(r"by|written by", re.IGNORECASE), re.compile(_NAME)


def read_title_page(blocks: Sequence[SourceBlock]) -> tuple[list[SourceBlock], Metadata]:
    """The blocks, with the title and the author at the top marked as a title page, and what they say.

    Nothing is marked if there is no line "by" somebody.
    """
    for index, block in enumerate(blocks[:MAX_BLOCKS]):
        above = [other for other in blocks[:index] if other.role is None and other.text.strip()]
        if sum(len(other.text.split()) for other in above) > MAX_WORDS:
            break
        following = blocks[index + 1] if index + 1 < len(blocks) else None
        author, end = _read_author(block, following, index)
        if author:
            title = " ".join(other.text.strip("*") for other in above)
            marked = [_mark(other) for other in blocks[:end]]
            known_title = title if len(title.split()) <= MAX_TITLE_WORDS else ""
            return [*marked, *blocks[end:]], Metadata(title=known_title, author=author)
    return list(blocks), Metadata()


def _read_author(block: SourceBlock, following: SourceBlock | None, index: int) -> tuple[str, int]:
    """The author that a block names and the index after the name; "" for none."""
    text = block.text.strip("*")
    if block.role is None and (match := BYLINE.fullmatch(text)):
        return match["author"], index + 1
    if following is not None and BARE_BY.fullmatch(text) and NAME.fullmatch(following.text.strip("*")):
        return following.text.strip("*"), index + 2
    return "", index


def _mark(block: SourceBlock) -> SourceBlock:
    if block.role is not None or not block.text.strip():
        return block
    return replace(block, role=SectionRole.METADATA, reason=TITLE_PAGE, formatting="")
