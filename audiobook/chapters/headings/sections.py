"""Tells what the file itself says of a line."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

from audiobook.model import Role, Section, Span


class Sections:
    """The sections of a manuscript, to be asked what a line is."""

    def __init__(self, sections: Sequence[Section]) -> None:
        self.sections = tuple(one for one in sections if one.role is not Role.DISPLAY)
        self._looks = {one.span.start: one.reason for one in sections if one.role is Role.DISPLAY}
        self._starts = [section.span.start for section in self.sections]

    def of(self, span: Span) -> Section | None:
        """The section that a span begins in, None where the file says nothing of it.

        A mark at the head of a paragraph, the number of a page, say, says nothing of the whole paragraph.
        """
        at = bisect_right(self._starts, span.start) - 1
        # An empty section may stand at the same place as the one that follows it.
        while at >= 0 and self.sections[at].span.end <= span.start:
            if self.sections[at].span.end < span.start:
                return None
            at -= 1
        if at < 0 or span.start >= self.sections[at].span.end:
            return None
        return self._behind_mark(at, span)

    def _behind_mark(self, at: int, span: Span) -> Section | None:
        """The section at a place, or what follows it where it is only the mark that a span begins with."""
        first = self.sections[at]
        if first.role is not Role.METADATA or first.span.start != span.start or first.span.end >= span.end:
            return first
        following = self.sections[at + 1] if at + 1 < len(self.sections) else None
        return following if following and following.span.start <= first.span.end + 1 else None

    def look(self, span: Span) -> str:
        """How a line is set apart as titles are, "" for ordinary ones."""
        return self._looks.get(span.start, "")

    def leave_open(self, span: Span) -> bool:
        """Whether the file does not say what a line is."""
        section = self.of(span)
        return section is None or section.role is Role.PARAGRAPH

    def inside(self, span: Span) -> tuple[Section, ...]:
        """The sections that lie within a span without being all of it."""
        first, last = bisect_right(self._starts, span.start - 1), bisect_right(self._starts, span.end - 1)
        found = self.sections[first:last]
        return tuple(
            one for one in found if one.span.end <= span.end and one.span != span and one.span.end > one.span.start
        )

    def with_role(self, role: Role) -> tuple[Section, ...]:
        """All sections of one role."""
        return tuple(section for section in self.sections if section.role is role)
