"""Finds chapters before the first one that the file marks: four letters, say, before what a program found by a word."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from audiobook.chapters.headings.candidates import HeadingCandidate
from audiobook.chapters.headings.heading_choice import choose_headings
from audiobook.chapters.headings.patterns import HeadingForm
from audiobook.chapters.headings.sections import SectionIndex
from audiobook.chapters.lines import SourceLine
from audiobook.model import SectionRole

# A shorter text before the first chapter is no chapter.
MIN_LEADING_WORDS = 300
MIN_HEADINGS = 2
# Numbers alone and titles may also be those of an introduction's sections.
CLEAR_FORMS = frozenset((HeadingForm.CHAPTER, HeadingForm.COUNTED, HeadingForm.NAMED))


@dataclass(frozen=True, slots=True)
class LeadingHeadings:
    """The headings before the first chapter that the file marks, and the lines of tables of contents among them."""

    chapters: tuple[HeadingCandidate, ...] = ()
    contents_lines: frozenset[int] = frozenset()


def find_leading_headings(lines: Sequence[SourceLine], sections: SectionIndex) -> LeadingHeadings:
    """The headings among the lines before the first chapter that the file marks."""
    free = [index for index, line in enumerate(lines) if _is_free(line, sections)]
    if sum(len(lines[index].text.split()) for index in free) < MIN_LEADING_WORDS:
        return LeadingHeadings()
    choice = choose_headings([lines[index] for index in free])
    if len(choice.chapters) < MIN_HEADINGS or not all(one.heading.form in CLEAR_FORMS for one in choice.chapters):
        return LeadingHeadings()
    return LeadingHeadings(
        tuple(replace(candidate, line=free[candidate.line]) for candidate in choice.chapters),
        frozenset(free[index] for index in choice.contents_lines),
    )


def _is_free(line: SourceLine, sections: SectionIndex) -> bool:
    """Whether the file says nothing about a line, or only that it is a heading."""
    section = sections.section_at(line.span)
    return sections.is_unclassified(line.span) or (section is not None and section.role is SectionRole.HEADING)
