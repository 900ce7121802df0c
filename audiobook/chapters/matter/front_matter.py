"""The text before a story's first chapter: an archive's header, a table of contents, a title page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from audiobook.chapters.breaks import is_scene_break
from audiobook.chapters.headings.contents_lists import is_contents_caption
from audiobook.chapters.headings.patterns import is_strong_heading
from audiobook.chapters.headings.sections import SectionIndex
from audiobook.chapters.layout import BookLayout, ChapterOpening
from audiobook.chapters.lines import SourceLine
from audiobook.chapters.preamble import can_be_story_title, count_header_lines, parse_byline, parse_labels
from audiobook.model import Section, SectionRole
from audiobook.text.comparison import comparison_key
from audiobook.text.skip_reasons import STORY_HEADER, TABLE_OF_CONTENTS, TITLE_PAGE


def is_standalone_line(text: str) -> bool:
    """Whether a line stays separate when hard-wrapped lines are joined: a heading, a scene break, a label."""
    return is_scene_break(text) or bool(parse_labels(text)) or is_strong_heading(text)


def find_front_matter(
    lines: Sequence[SourceLine], sections: SectionIndex, layout: BookLayout, title: str
) -> dict[int, str]:
    """The lines before the first chapter that are not story, each with the reason; `title` is the book's, if known."""
    free = [
        index
        for index, line in enumerate(lines)
        if sections.section_at(line.span) is None and index not in layout.contents_lines
    ]
    counted = count_header_lines([lines[index] for index in free])
    reasons = dict.fromkeys(free[:counted], STORY_HEADER)
    for index, line in enumerate(lines):
        section = sections.section_at(line.span)
        if section and section.role is SectionRole.METADATA:
            reasons[index] = section.reason or STORY_HEADER
        elif index in layout.contents_lines or (layout.contents_lines and is_contents_caption(line.text)):
            reasons[index] = TABLE_OF_CONTENTS
        elif index in layout.title_page_lines or (layout.openings and _is_byline_heading(section, line.text)):
            reasons.setdefault(index, TITLE_PAGE)
    if layout.openings:
        rest = [index for index in free[counted:] if index not in reasons]
        reasons.update(dict.fromkeys(_find_title_page(rest, lines, title), TITLE_PAGE))
    return dict(sorted(reasons.items()))


def _is_byline_heading(section: Section | None, text: str) -> bool:
    """Whether a heading of the file only names the author."""
    return section is not None and section.role is SectionRole.HEADING and bool(parse_byline(text))


def _find_title_page(rest: Sequence[int], lines: Sequence[SourceLine], title: str) -> Iterator[int]:
    """The lines before the first heading that read like a title page: none of them a sentence or speech."""
    if any(len(lines[index].text) > 200 for index in rest):
        return
    for index in rest:
        text = lines[index].text
        if (
            (text.isupper() or can_be_story_title(text) or parse_byline(text) or _is_title_start(text, title))
            and not is_scene_break(text)
            and not is_standalone_line(text)
        ):
            yield index


def _is_title_start(text: str, title: str) -> bool:
    """Whether a line is the first line of the book's title, whatever it ends with: "Frankenstein;"."""
    key = comparison_key(text)
    return bool(key) and comparison_key(title).startswith(key)


def find_common_author(openings: Sequence[ChapterOpening]) -> str:
    """The name after " by " if every one of several headings ends with the same one."""
    titles = [opening.title for opening in openings]
    names = {title.rpartition(" by ")[2] for title in titles if " by " in title}
    everywhere = len(titles) > 1 and all(" by " in title for title in titles)
    return names.pop() if everywhere and len(names) == 1 else ""
