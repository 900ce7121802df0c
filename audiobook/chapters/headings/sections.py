"""Looks up what the file itself says about a line."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

from audiobook.model import Section, SectionRole, Span


class SectionIndex:
    """The sections of a manuscript, searchable by offset."""

    def __init__(self, sections: Sequence[Section]) -> None:
        self.sections = tuple(entry for entry in sections if entry.role is not SectionRole.DISPLAY)
        self._styles = {entry.span.start: entry.reason for entry in sections if entry.role is SectionRole.DISPLAY}
        self._starts = [section.span.start for section in self.sections]

    def section_at(self, span: Span) -> Section | None:
        """The section in which a span begins, None if the file says nothing about it.

        A mark at the start of a paragraph, a page number, say, says nothing about the whole paragraph.
        """
        index = bisect_right(self._starts, span.start) - 1
        # An empty section may have the same offset as the next one.
        while index >= 0 and self.sections[index].span.end <= span.start:
            if self.sections[index].span.end < span.start:
                return None
            index -= 1
        if index < 0 or span.start >= self.sections[index].span.end:
            return None
        return self._skip_leading_mark(index, span)

    def _skip_leading_mark(self, index: int, span: Span) -> Section | None:
        """The section at an index, or the following one if it is only a mark at the start of the span."""
        first = self.sections[index]
        if first.role is not SectionRole.METADATA or first.span.start != span.start or first.span.end >= span.end:
            return first
        following = self.sections[index + 1] if index + 1 < len(self.sections) else None
        return following if following and following.span.start <= first.span.end + 1 else None

    def style_at(self, span: Span) -> str:
        """How the formatting of a line differs from ordinary text, "" if it doesn't."""
        return self._styles.get(span.start, "")

    def is_unclassified(self, span: Span) -> bool:
        """Whether the file doesn't say what a line is."""
        section = self.section_at(span)
        return section is None or section.role is SectionRole.PARAGRAPH

    def sections_within(self, span: Span) -> tuple[Section, ...]:
        """The sections that are inside a span without filling it."""
        first, last = bisect_right(self._starts, span.start - 1), bisect_right(self._starts, span.end - 1)
        candidates = self.sections[first:last]
        return tuple(
            section
            for section in candidates
            if section.span.end <= span.end and section.span != span and section.span.end > section.span.start
        )

    def with_role(self, role: SectionRole) -> tuple[Section, ...]:
        """All sections with a role."""
        return tuple(section for section in self.sections if section.role is role)
