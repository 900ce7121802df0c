"""Applies decisions about paragraphs to a book: what is read, and where chapters begin."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from audiobook.chapters.decisions.chapter_changes import (
    head_chapter,
    join_chapter,
    move_out_of_front,
    name_chapter,
    part_chapter,
)
from audiobook.chapters.decisions.draft import BookDraft, ParagraphDraft
from audiobook.chapters.decisions.kinds import NO_HEADINGS, set_kind
from audiobook.chapters.decisions.locating import ParagraphFinder, Target
from audiobook.model import Book
from audiobook.model.decisions import BlockDecision, DecidedKind, LocatedDecision

NO_CHAPTER_BEFORE = "this is the first chapter, so there is none before it that it could go on from"
NO_LAST = "none of the paragraphs after it in its chapter begins with “{last}” (any more)"
NO_CHAPTER_HERE = "no chapter begins here that could be named; add begins_chapter = true"


@dataclass(frozen=True, slots=True)
class DecidedBook:
    """A book with decisions applied to it.

    `found` are the decisions that were found, `unmatched` the others, each with the reason why it has no effect.
    """

    book: Book
    found: tuple[LocatedDecision, ...] = ()
    unmatched: tuple[tuple[BlockDecision, str], ...] = ()


def apply_decisions(book: Book, decisions: Sequence[BlockDecision]) -> DecidedBook:
    """The book as the user wants it: each decision is applied to what those before it have made of the book.

    Every character stays in exactly one block, and the source text stays as it is.
    """
    if not decisions:
        return DecidedBook(book)
    draft = BookDraft(book)
    finder = ParagraphFinder(draft)
    found: list[LocatedDecision] = []
    unmatched = []
    for decision in decisions:
        target, reason = finder.find(decision)
        if target:
            run = finder.find_run(target.paragraph, decision.last) if decision.last else [target.paragraph]
            reason = _apply_decision(draft, decision, target, run) if run else NO_LAST
        if reason:
            unmatched.append((decision, reason.format(last=decision.last)))
        elif target:
            found.append(LocatedDecision(decision, target.start, tuple(paragraph.span for paragraph in run)))
    return DecidedBook(draft.build(), tuple(found), tuple(unmatched))


def _apply_decision(draft: BookDraft, decision: BlockDecision, target: Target, run: list[ParagraphDraft]) -> str:
    """Applies one decision; the reason why that isn't possible, "" if it is."""
    first, kind = target.paragraph, decision.kind
    chapter = draft.chapter_of(first)
    opens = chapter is not None and chapter.opens_with(first)
    if opens and decision.begins_chapter is False and chapter is draft.chapters[0]:
        return NO_CHAPTER_BEFORE
    if decision.names_chapter and not decision.begins_chapter and not opens:
        return NO_CHAPTER_HERE
    wants_join = opens and (decision.begins_chapter is False or _heads_nothing(draft, first, decision))
    if chapter is None and (decision.begins_chapter or kind not in (None, DecidedKind.SKIPPED)):
        move_out_of_front(draft, first, bool(decision.begins_chapter))
    if kind is not None:
        for paragraph in run:
            set_kind(draft, paragraph, kind, target.inner if paragraph is first else None)
    if wants_join and chapter:
        join_chapter(draft, chapter)
    elif decision.begins_chapter:
        _begin_chapter(draft, first, kind, is_new=not opens)
    if decision.names_chapter and (named := draft.chapter_of(first)):
        name_chapter(named, decision.title, decision.label)
    return ""


def _heads_nothing(draft: BookDraft, paragraph: ParagraphDraft, decision: BlockDecision) -> bool:
    """Whether a decision takes the heading from a chapter that another one comes before."""
    chapter = draft.chapter_of(paragraph)
    if chapter is None or decision.begins_chapter or decision.kind not in NO_HEADINGS:
        return False
    return chapter.own_headings()[:1] == [paragraph] and chapter is not draft.chapters[0]


def _begin_chapter(draft: BookDraft, paragraph: ParagraphDraft, kind: DecidedKind | None, is_new: bool) -> None:
    """Makes a chapter begin with a paragraph, unless one does already."""
    chapter = draft.chapter_of(paragraph)
    if chapter is None:
        return
    if chapter.paragraphs[0] is not paragraph and is_new:
        chapter = part_chapter(draft, chapter, paragraph)
    if is_new or (kind is DecidedKind.HEADING and not (chapter.heading or chapter.title or chapter.label)):
        head_chapter(draft, chapter, kind)
