"""Writes the script of a book: one utterance after the other, in reading order."""

from __future__ import annotations

from audiobook.model import Block, Book, Chapter, Kind, Script, Utterance
from audiobook.prose import speakable


def written_script(book: Book) -> Script:
    """The script of a book; its utterances cover what the blocks of the book cover."""
    front = [_utterance(book.text, 0, block, "") for block in book.front]
    told = [_utterance(book.text, chapter.number, block, _said(book.text, chapter, block))
            for chapter in book.chapters for block in chapter.blocks]  # fmt: skip
    return Script(book.metadata, book.chapters, tuple(front + told))


def _utterance(text: str, chapter: int, block: Block, spoken: str) -> Utterance:
    written = block.span.of(text)
    return Utterance(chapter, block.paragraph, block.kind, block.span, written, spoken, block.skipped)


def _said(text: str, chapter: Chapter, block: Block) -> str:
    if block.kind is Kind.HEADING:
        return "" if block.skipped else spoken_heading(chapter)
    if block.kind is Kind.BREAK:
        return ""
    return speakable(block.span.of(text))


def spoken_heading(chapter: Chapter) -> str:
    """A chapter's heading as a person would read it: "Chapter 3. Revelations."."""
    parts = [speakable(part) for part in (chapter.label, chapter.title)]
    return " ".join(part if part[-1] in ".!?…" else f"{part}." for part in parts if part)
