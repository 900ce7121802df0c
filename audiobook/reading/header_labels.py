"""Separates a header made of headings ("Title: The Weir", "Author: A. Writer") from the story's headings, in any
format.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from audiobook.model import Metadata, SectionRole
from audiobook.reading.metadata_labels import is_header_label, metadata_field, metadata_from_labels, parse_label_line
from audiobook.reading.source_blocks import SourceBlock
from audiobook.text.skip_reasons import STORY_HEADER

HEADING_ROLES = frozenset((SectionRole.HEADING, SectionRole.CHAPTER, SectionRole.PART))
# What may come before and between the lines of a header without ending it.
NEUTRAL_ROLES = frozenset((SectionRole.BOUNDARY, SectionRole.METADATA))


def count_header_blocks(blocks: Iterable[tuple[SectionRole | None, str]]) -> int:
    """How many of a story's first blocks, each its role and text, are a header made of headings.

    It begins with the title or the author; scene breaks between and below its lines belong to it.

    >>> count_header_blocks([(SectionRole.HEADING, "Title: The Weir"), (SectionRole.HEADING, "Year: 1911"),
    ...     (SectionRole.HEADING, "Rain")])
    2
    """
    length = 0
    for index, (role, text) in enumerate(blocks):
        if _belongs_to_header(role, text, length > 0) or (role is SectionRole.BREAK and length):
            length = index + 1
        elif role not in NEUTRAL_ROLES:
            break
    return length


def _belongs_to_header(role: SectionRole | None, text: str, in_header: bool) -> bool:
    pair = parse_label_line(text) if role in HEADING_ROLES else None
    return (
        pair is not None and is_header_label(pair[0]) and (in_header or metadata_field(pair[0]) in ("title", "author"))
    )


def mark_header(blocks: Sequence[SourceBlock]) -> tuple[list[SourceBlock], Metadata]:
    """The blocks, with those of a header made of headings marked, and the metadata in them."""
    length = count_header_blocks(
        (block.role if block.text.strip() else SectionRole.BOUNDARY, _block_title(block)) for block in blocks
    )
    header = blocks[:length]
    metadata = metadata_from_labels(
        pair for block in header if block.role in HEADING_ROLES and (pair := parse_label_line(_block_title(block)))
    )
    return [*map(_to_header, header), *blocks[length:]], metadata


def _block_title(block: SourceBlock) -> str:
    return block.title or block.text


def _to_header(block: SourceBlock) -> SourceBlock:
    if block.role not in (*HEADING_ROLES, SectionRole.BREAK) or not block.text:
        return block
    return replace(block, role=SectionRole.METADATA, reason=STORY_HEADER, title="", level=0)
