"""Writes the script of a book: one utterance after the other, in reading order."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import groupby

from audiobook.model import SPEAKER_NAME, Block, Book, Chapter, Kind, Script, Span, Utterance
from audiobook.quotations.detect import QuoteStyle, Stretch, quote_style_of, stretches_of
from audiobook.quotations.speaker_labels.parts import Part, labelled_parts
from audiobook.text.normalization.bbcode import without_bbcode
from audiobook.text.normalization.normalize import speakable
from audiobook.text.normalization.options import EVERYTHING, Need
from audiobook.text.normalization.passages import readable

# What tags of a forum are in the text that is read.
BLANK = " \n\r\t\u2060*-"
Labelled = Mapping[Block, tuple[Part, ...]]
# How sure a speaker is who is named at the head of a line.
BY_LABEL = 0.99


def written_script(book: Book, needs: frozenset[Need] = EVERYTHING, speak_names: bool = False) -> Script:
    """The script of a book, spoken as an engine with these `needs` is given it; it covers what the book's blocks do.

    `speak_names` has the names at the heads of a play's or a chat's lines read.
    """
    # Tags of a forum are no text for the ear; each is as many characters in what is read, so places are the same.
    text = without_bbcode(book.text)
    style = quote_style_of([block.span.of(text) for chapter in book.chapters for block in chapter.paragraphs])
    labelled = labelled_parts(book if text is book.text else replace(book, text=text))
    utterances = [_utterance(text, 0, block, "") for block in book.front]
    for chapter in book.chapters:
        utterances += _of_chapter(text, chapter, style, labelled, needs)
    if text is not book.text:
        utterances = list(_with_tags(utterances, text, book.text))
    if speak_names:
        utterances = [replace(one, skipped=None) if one.skipped == SPEAKER_NAME else one for one in utterances]
    return Script(book.metadata, book.chapters, tuple(utterances))


def _with_tags(utterances: Sequence[Utterance], text: str, source: str) -> Iterator[Utterance]:
    """The utterances in the source as it is, each with the tags between it and the next one."""
    for one, following in zip(utterances, [*(later.span.start for later in utterances[1:]), len(text)], strict=True):
        between = source[one.span.end : following].rstrip()
        tagged = bool(between) and not text[one.span.end : one.span.end + len(between)].strip(BLANK)
        yield replace(
            one, source=source, span=Span(one.span.start, one.span.end + len(between)) if tagged else one.span
        )


def _of_chapter(
    text: str, chapter: Chapter, style: QuoteStyle, labelled: Labelled, needs: frozenset[Need]
) -> Iterator[Utterance]:
    headings = _spoken_headings(text, chapter, needs)
    stretches = _stretches(text, chapter, style, labelled)
    for block in chapter.blocks:
        if block in labelled:
            yield from (_labelled(text, chapter.number, block, part, needs) for part in labelled[block])
        elif block.kind is Kind.NARRATION:
            yield from (_part(text, chapter.number, block, stretch, needs) for stretch in stretches[block])
        else:
            spoken = headings.get(block, "") if block.kind is Kind.HEADING else _said(text, block, needs)
            yield _utterance(text, chapter.number, block, spoken)


def _stretches(text: str, chapter: Chapter, style: QuoteStyle, labelled: Labelled) -> dict[Block, tuple[Stretch, ...]]:
    """What is narrated, said and thought in each paragraph; speech does not run over from one scene into the next."""
    found: dict[Block, tuple[Stretch, ...]] = {}
    for _, group in groupby(chapter.blocks, key=lambda one: one.kind in (Kind.BREAK, Kind.HEADING) or one in labelled):
        told = [block for block in group if block.kind is Kind.NARRATION and block not in labelled]
        found.update(zip(told, stretches_of([block.span.of(text) for block in told], style), strict=True))
    return found


def _labelled(text: str, chapter: int, block: Block, part: Part, needs: frozenset[Need]) -> Utterance:
    inside = text[block.span.start + part.start : block.span.start + part.end]
    start = block.span.start + part.start + len(inside) - len(inside.lstrip())
    span = Span(start, start + len(inside.strip()))
    spoken = _for_the_ear(text, span, needs) if part.spoken is None else speakable(part.spoken, needs)
    known = (part.speaker, BY_LABEL, "explicit") if part.speaker else (None, 0.0, "none")
    return Utterance(chapter, block.paragraph, part.kind, span, text, spoken, part.skipped, *known)


def _part(text: str, chapter: int, block: Block, stretch: Stretch, needs: frozenset[Need]) -> Utterance:
    span = Span(block.span.start + stretch.start, block.span.start + stretch.end)
    return Utterance(chapter, block.paragraph, stretch.kind, span, text, _for_the_ear(text, span, needs))


def _utterance(text: str, chapter: int, block: Block, spoken: str) -> Utterance:
    return Utterance(chapter, block.paragraph, block.kind, block.span, text, spoken, block.skipped)


def _said(text: str, block: Block, needs: frozenset[Need]) -> str:
    return "" if block.kind in (Kind.BREAK, Kind.METADATA) else _for_the_ear(text, block.span, needs)


def _for_the_ear(text: str, span: Span, needs: frozenset[Need]) -> str:
    return speakable(readable(text, span.start, span.end), needs)


def _spoken_headings(text: str, chapter: Chapter, needs: frozenset[Need]) -> dict[Block, str]:
    """What is said for each heading of a chapter: the chapter's own as its label and title, others as they stand."""
    told = [block for block in chapter.blocks if block.kind is Kind.HEADING and not block.skipped]
    said = {block: sentence(_for_the_ear(text, block.span, needs)) for block in told}
    own = _own_headings(chapter, told)
    if len(own) == 1:
        said[own[0]] = spoken_heading(chapter, needs)
    elif own:
        said[own[0]] = sentence(speakable(chapter.label, needs))
        said[own[-1]] = sentence(speakable(chapter.title, needs))
    return said


def _own_headings(chapter: Chapter, headings: list[Block]) -> list[Block]:
    span = chapter.heading
    return [block for block in headings if span and span.start <= block.span.start < span.end]


def spoken_heading(chapter: Chapter, needs: frozenset[Need]) -> str:
    """A chapter's heading as a person would read it: "Chapter 3. Revelations."."""
    return " ".join(sentence(speakable(part, needs)) for part in (chapter.label, chapter.title) if part)


def sentence(text: str) -> str:
    """The text with a full stop where it has no mark at its end."""
    return text if not text or text[-1] in ".!?…" else f"{text}."
