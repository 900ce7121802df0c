"""Writes the script of a book: one utterance after the other, in reading order."""

from __future__ import annotations

from audiobook.model import Block, Book, Chapter, Kind, Script, Utterance
from audiobook.prose import speakable


def written_script(book: Book) -> Script:
    """The script of a book; its utterances cover what the blocks of the book cover."""
    utterances = [_utterance(book.text, 0, block, "") for block in book.front]
    for chapter in book.chapters:
        headings = _spoken_headings(book.text, chapter)
        for block in chapter.blocks:
            spoken = headings.get(block, "") if block.kind is Kind.HEADING else _said(book.text, block)
            utterances.append(_utterance(book.text, chapter.number, block, spoken))
    return Script(book.metadata, book.chapters, tuple(utterances))


def _utterance(text: str, chapter: int, block: Block, spoken: str) -> Utterance:
    written = block.span.of(text)
    return Utterance(chapter, block.paragraph, block.kind, block.span, written, spoken, block.skipped)


def _said(text: str, block: Block) -> str:
    return "" if block.kind in (Kind.BREAK, Kind.METADATA) else speakable(block.span.of(text))


def _spoken_headings(text: str, chapter: Chapter) -> dict[Block, str]:
    """What is said for each heading of a chapter: the chapter's own as its label and title, others as they stand."""
    told = [block for block in chapter.blocks if block.kind is Kind.HEADING and not block.skipped]
    said = {block: sentence(speakable(block.span.of(text))) for block in told}
    own = _own_headings(chapter, told)
    if len(own) == 1:
        said[own[0]] = spoken_heading(chapter)
    elif own:
        said[own[0]] = sentence(speakable(chapter.label))
        said[own[-1]] = sentence(speakable(chapter.title))
    return said


def _own_headings(chapter: Chapter, headings: list[Block]) -> list[Block]:
    span = chapter.heading
    return [block for block in headings if span and span.start <= block.span.start < span.end]


def spoken_heading(chapter: Chapter) -> str:
    """A chapter's heading as a person would read it: "Chapter 3. Revelations."."""
    return " ".join(sentence(speakable(part)) for part in (chapter.label, chapter.title) if part)


def sentence(text: str) -> str:
    """The text with a full stop where it has no mark at its end."""
    return text if not text or text[-1] in ".!?…" else f"{text}."
