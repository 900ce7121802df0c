"""What stands before a story's first chapter: an archive's header, a list of contents, a title page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from audiobook.chapters.breaks import is_break
from audiobook.chapters.headings.contents_lists import CONTENTS, is_contents_caption
from audiobook.chapters.headings.patterns import Form, heading_in
from audiobook.chapters.headings.sections import Sections
from audiobook.chapters.layout import Layout, Opening
from audiobook.chapters.lines import SourceLine
from audiobook.chapters.preamble import byline, could_head_a_story, header_lines, labels_in
from audiobook.chapters.rules import key_of
from audiobook.model import Role, Section

HEADER = "header of the story"
TITLE_PAGE = "title page"


def stands_alone(text: str) -> bool:
    """Whether a line keeps to itself where a typesetter's lines are joined: a heading, a break, a label."""
    heading = heading_in(text)
    strong = heading is not None and heading.form in (Form.CHAPTER, Form.PART, Form.NAMED)
    return strong or is_break(text) or bool(labels_in(text))


def header_of(lines: Sequence[SourceLine], sections: Sections, layout: Layout, title: str) -> dict[int, str]:
    """The lines before the first chapter that are no story, each with the reason; `title` is the book's, if known."""
    free = [
        index for index, line in enumerate(lines) if sections.of(line.span) is None and index not in layout.contents
    ]
    counted = header_lines([lines[index] for index in free])
    found = dict.fromkeys(free[:counted], HEADER)
    for index, line in enumerate(lines):
        section = sections.of(line.span)
        if section and section.role is Role.METADATA:
            found[index] = section.reason or HEADER
        elif index in layout.contents or (layout.contents and is_contents_caption(line.text)):
            found[index] = CONTENTS
        elif index in layout.title_page or (layout.openings and _is_headed_byline(section, line.text)):
            found.setdefault(index, TITLE_PAGE)
    if layout.openings:
        rest = [index for index in free[counted:] if index not in found]
        found.update(dict.fromkeys(_title_page(rest, lines, title), TITLE_PAGE))
    return dict(sorted(found.items()))


def _is_headed_byline(section: Section | None, text: str) -> bool:
    """Whether a heading of the file only names the author."""
    return section is not None and section.role is Role.HEADING and bool(byline(text))


def _title_page(rest: Sequence[int], lines: Sequence[SourceLine], title: str) -> Iterator[int]:
    """The lines before the first heading that read like a title page: none of them a sentence or speech."""
    if any(len(lines[index].text) > 200 for index in rest):
        return
    for index in rest:
        text = lines[index].text
        if (
            (text.isupper() or could_head_a_story(text) or byline(text) or _begins_title(text, title))
            and not is_break(text)
            and not stands_alone(text)
        ):
            yield index


def _begins_title(text: str, title: str) -> bool:
    """Whether a line is the first line of the book's title, whatever it ends with: "Frankenstein;"."""
    said = key_of(text)
    return bool(said) and key_of(title).startswith(said)


def common_author(openings: Sequence[Opening]) -> str:
    """The name that follows " by " in every one of several headings."""
    titles = [opening.title for opening in openings]
    names = {title.rpartition(" by ")[2] for title in titles if " by " in title}
    everywhere = len(titles) > 1 and all(" by " in title for title in titles)
    return names.pop() if everywhere and len(names) == 1 else ""
