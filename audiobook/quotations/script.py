"""Builds the script of a book: its segments in reading order."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import groupby

from audiobook.model import SPEAKER_NAME, Block, Book, Chapter, Kind, Script, Segment, Span
from audiobook.quotations.detect import QuoteStyle, TextSpan, detect_quote_style, split_paragraphs
from audiobook.quotations.speaker_labels.labelled_segments import LabelledSegment, find_labelled_segments
from audiobook.text.normalization.bbcode import blank_bbcode
from audiobook.text.normalization.source_spans import clean_span

# What a forum's tags leave in the text that is read.
MARKUP_CHARACTERS = " \n\r\t\u2060*-"
LabelledBlocks = Mapping[Block, tuple[LabelledSegment, ...]]
# The confidence of a speaker who is named at the head of a line.
LABEL_CONFIDENCE = 0.99


def build_script(book: Book, speak_names: bool = False) -> Script:
    """The script of a book; its segments cover the same text as the book's blocks.

    With `speak_names`, the names at the heads of lines in a play or chat are read aloud.
    """
    # A forum's tags are not read; they are replaced by as many other characters, so that offsets stay the same.
    text = blank_bbcode(book.text)
    style = detect_quote_style([block.span.of(text) for chapter in book.chapters for block in chapter.story_blocks])
    labelled = find_labelled_segments(book if text is book.text else replace(book, text=text))
    segments = [_whole_block(text, 0, block, ()) for block in book.front_matter]
    for chapter in book.chapters:
        segments += _build_chapter_segments(text, chapter, style, labelled)
    if text is not book.text:
        segments = list(_restore_markup(segments, text, book.text))
    if speak_names:
        segments = [
            replace(segment, skipped=None) if segment.skipped == SPEAKER_NAME else segment for segment in segments
        ]
    return Script(book.metadata, book.chapters, tuple(segments))


def _restore_markup(segments: Sequence[Segment], text: str, source: str) -> Iterator[Segment]:
    """The segments in the original source, each with the tags between it and the next one."""
    for segment, next_start in zip(segments, [*(later.span.start for later in segments[1:]), len(text)], strict=True):
        between = source[segment.span.end : next_start].rstrip()
        has_markup = bool(between) and not text[segment.span.end : segment.span.end + len(between)].strip(
            MARKUP_CHARACTERS
        )
        end = segment.span.end + len(between) if has_markup else segment.span.end
        # The text without the tags is read.
        read_as = (
            (clean_span(text, segment.span.start, segment.span.end),)
            if has_markup and segment.read_as is None
            else segment.read_as
        )
        yield replace(segment, source_text=source, span=Span(segment.span.start, end), read_as=read_as)


def _build_chapter_segments(
    text: str, chapter: Chapter, style: QuoteStyle, labelled: LabelledBlocks
) -> Iterator[Segment]:
    headings = _heading_texts(chapter)
    spans = _split_chapter_paragraphs(text, chapter, style, labelled)
    for block in chapter.blocks:
        if block in labelled:
            yield from (_build_labelled_segment(text, chapter.number, block, part) for part in labelled[block])
        elif block.kind is Kind.NARRATION:
            yield from (_build_paragraph_segment(text, chapter.number, block, span) for span in spans[block])
        else:
            yield _whole_block(text, chapter.number, block, headings.get(block))


def _split_chapter_paragraphs(
    text: str, chapter: Chapter, style: QuoteStyle, labelled: LabelledBlocks
) -> dict[Block, tuple[TextSpan, ...]]:
    """The narration, speech and thought in each paragraph; no speech continues from one scene into the next."""
    spans_by_block: dict[Block, tuple[TextSpan, ...]] = {}
    for _, group in groupby(
        chapter.blocks, key=lambda block: block.kind in (Kind.BREAK, Kind.HEADING) or block in labelled
    ):
        narration_blocks = [block for block in group if block.kind is Kind.NARRATION and block not in labelled]
        spans_by_block.update(
            zip(
                narration_blocks,
                split_paragraphs([block.span.of(text) for block in narration_blocks], style),
                strict=True,
            )
        )
    return spans_by_block


def _build_labelled_segment(text: str, chapter: int, block: Block, part: LabelledSegment) -> Segment:
    text_in_part = text[block.span.start + part.start : block.span.start + part.end]
    start = block.span.start + part.start + len(text_in_part) - len(text_in_part.lstrip())
    span = Span(start, start + len(text_in_part.strip()))
    read_as = None if part.spoken is None else (part.spoken,)
    unlabelled = Segment(chapter, block.paragraph, part.kind, span, text, skipped=part.skipped, read_as=read_as)
    if not part.speaker:
        return unlabelled
    return replace(unlabelled, speaker=part.speaker, confidence=LABEL_CONFIDENCE, evidence="explicit")


def _build_paragraph_segment(text: str, chapter: int, block: Block, text_span: TextSpan) -> Segment:
    span = Span(block.span.start + text_span.start, block.span.start + text_span.end)
    return Segment(chapter, block.paragraph, text_span.kind, span, text)


def _whole_block(text: str, chapter: int, block: Block, read_as: tuple[str, ...] | None) -> Segment:
    return Segment(chapter, block.paragraph, block.kind, block.span, text, skipped=block.skipped, read_as=read_as)


def _heading_texts(chapter: Chapter) -> dict[Block, tuple[str, ...]]:
    """What is read for the chapter's own headings: its label and title. Other headings are read as they are."""
    headings = [block for block in chapter.blocks if block.kind is Kind.HEADING and not block.skipped]
    own = _find_chapter_headings(chapter, headings)
    if len(own) == 1:
        return {own[0]: tuple(filter(None, (chapter.label, chapter.title)))}
    return {own[0]: (chapter.label,), own[-1]: (chapter.title,)} if own else {}


def _find_chapter_headings(chapter: Chapter, headings: list[Block]) -> list[Block]:
    span = chapter.heading
    return [block for block in headings if span and span.start <= block.span.start < span.end]
