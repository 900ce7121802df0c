"""The header of each file of a story in several files: title, author, "Chapter 3 of 9", and an archive's labels.

A single file's header is found where the chapters are split. In a story of many files, every one has its own, often
the same; what most of the files begin with says more than one file could.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence, Set
from dataclasses import dataclass, replace

from audiobook.chapters.headings.patterns import HeadingForm, parse_heading
from audiobook.chapters.headings.sections import SectionIndex
from audiobook.chapters.line_rules import line_rule
from audiobook.chapters.lines import SourceLine, split_lines
from audiobook.chapters.preamble import can_be_story_title, count_header_lines, parse_byline, parse_labels, read_header
from audiobook.model import Manuscript, Section, SectionRole, Span
from audiobook.text.comparison import comparison_key
from audiobook.text.skip_reasons import STORY_HEADER

# How much of a file is searched for its header.
MAX_HEADER_CHARACTERS, MAX_HEADER_LINES = 6000, 40
# A line is one of the story's header if at least this share of its files begin with it.
MIN_SHARED_FRACTION = 0.6
# Labels that only an archive or an author puts before a story; letters and diaries begin with "Date:" and "To:", too.
ARCHIVE_LABELS = frozenset(
    ("title", "story title", "author", "authors", "by", "written by", "penname", "rating", "rated", "fandom", "fandoms",
     "pairing", "pairings", "disclaimer", "disclaimers", "summary", "story url", "genre", "genres", "category",
     "chapters", "words", "word count", "archive warning", "archive warnings")
)  # fmt: skip
CHAPTER_HEADINGS = (HeadingForm.CHAPTER, HeadingForm.NAMED, HeadingForm.PART, HeadingForm.COUNTED)
POSITION = line_rule(
    "position of the file in its story",
    r"(?>[\W_]*)(?P<prefix>\S.{0,120}?[\s,:;/|(\[–—-]+)??(?:(?P<word>chapter|chap|ch|part|pt|episode)[\s.:#]*)?"
    r"(?P<number>\d{1,4})\s*(?P<sign>/|of|out of)\s*(?P<total>\d{1,4})[\W_]*",
    (
        "Chapter 3 of 9",
        "Chapter: 3/9",
        "(3 of 9)",
        "Part 2 of 3",
        "The Geese / Ann Example / Chapter 3 of 9",
        "Ch. 3/12",
    ),
    ("Chapter 3", "Half of 9 were gone.", "It was 3 of them", "3"),
)
TITLED_NUMBER = re.compile(
    r"(?P<prefix>\S.{0,120}?)[\s,:;/|(\[–—-]+(?P<word>chapter|chap|ch|part|pt|episode)[\s.:#]*(?P<number>\d{1,4})[\W_]*",
    re.IGNORECASE,
)
URL_LINE = re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)
ARTICLE = re.compile(r"(?:the|an?)\b\s*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Opening:
    """The first lines of a file up to its first heading, and whether there is one."""

    lines: tuple[SourceLine, ...]
    has_heading: bool


def mark_file_headers(manuscripts: tuple[Manuscript, ...], title: str) -> tuple[Manuscript, ...]:
    """The files of a story with their headers marked as such, and what those say as metadata.

    `title` is what the files' names say of the story's title. A file's place ("Chapter 3 of 9") becomes the heading of
    its chapter, if it has no other.
    """
    all_openings = [_read_lines(manuscript) for manuscript in manuscripts]
    shared = _find_shared_keys(all_openings)
    titles = _known_titles(manuscripts, all_openings, title)
    marked = tuple(
        _mark_header(manuscript, _find_opening(manuscript, lines, shared), shared, titles)
        for manuscript, lines in zip(manuscripts, all_openings, strict=True)
    )
    return _agree_on_title(manuscripts, marked)


def _read_lines(manuscript: Manuscript) -> tuple[SourceLine, ...]:
    """The first lines of a file."""
    return split_lines(manuscript.text[:MAX_HEADER_CHARACTERS])[:MAX_HEADER_LINES]


def _shared_key(text: str) -> str:
    """What a line has in common with the same line of another file: everything but its numbers."""
    return comparison_key(re.sub(r"\d+", "", text))


def _find_shared_keys(openings: Sequence[Sequence[SourceLine]]) -> frozenset[str]:
    """The keys of the lines with which most of the files begin."""
    counts = Counter(key for lines in openings for key in {_shared_key(line.text) for line in lines})
    least = max(2, MIN_SHARED_FRACTION * len(openings))
    return frozenset(key for key, count in counts.items() if key and count >= least)


def _known_titles(
    manuscripts: Sequence[Manuscript], openings: Sequence[Sequence[SourceLine]], title: str
) -> frozenset[str]:
    """The keys of what may be the story's title, without an article."""
    labels = (label for lines in openings for line in lines for label in parse_labels(line.text))
    candidates = (
        title,
        *(file.metadata.title for file in manuscripts),
        *(text for name, text in labels if name == "title"),
    )
    return frozenset(filter(None, map(_title_key, map(_strip_position, candidates))))


def _title_key(text: str) -> str:
    return comparison_key(ARTICLE.sub("", text.strip(), count=1))


def _strip_position(title: str) -> str:
    """A title without the place of the file: "The Geese (1/3)" is "The Geese"."""
    match = POSITION.pattern.fullmatch(title.strip()) or TITLED_NUMBER.fullmatch(title.strip())
    prefix = (match["prefix"] or "").strip(" ,:;/|([–—-") if match else ""
    return prefix or title


def _find_opening(manuscript: Manuscript, lines: Sequence[SourceLine], shared: Set[str]) -> _Opening:
    """The lines of a file before its first heading; a heading that most files have word for word is the story's."""
    sections = SectionIndex(manuscript.sections)
    for index, line in enumerate(lines):
        section = sections.section_at(line.span)
        if section and section.role is SectionRole.CHAPTER:
            return _Opening(tuple(lines[:index]), has_heading=True)
        if section and section.role is SectionRole.HEADING and _shared_key(line.text) not in shared:
            return _Opening(tuple(lines[:index]), has_heading=True)
        heading = parse_heading(line.text)
        if heading and heading.form in CHAPTER_HEADINGS and not POSITION.pattern.fullmatch(line.text):
            return _Opening(tuple(lines[:index]), has_heading=True)
    return _Opening(tuple(lines), has_heading=False)


def _mark_header(manuscript: Manuscript, opening: _Opening, shared: Set[str], titles: Set[str]) -> Manuscript:
    sections = SectionIndex(manuscript.sections)
    markable = [line for line in opening.lines if _is_markable(sections.section_at(line.span), line)]
    header = _find_header(markable, shared, titles)
    place = next((line for line in header if _chapter_of_place(line.text, titles)), None)
    if not header:
        return manuscript
    metadata = manuscript.metadata.with_defaults(read_header([line for line in header if line is not place]))
    new_sections = [Section(SectionRole.METADATA, line.span, reason=STORY_HEADER) for line in header]
    if place and not opening.has_heading:
        start = min(section.span.start for section in (*manuscript.sections, *new_sections))
        new_sections.insert(
            0, Section(SectionRole.CHAPTER, Span(start, start), title=_chapter_of_place(place.text, titles))
        )
    spans = {section.span for section in new_sections}
    kept = [section for section in manuscript.sections if section.span not in spans]
    merged = sorted([*new_sections, *kept], key=lambda section: (section.span.start, section.span.end))
    return replace(manuscript, metadata=metadata, sections=tuple(merged))


def _is_markable(section: Section | None, line: SourceLine) -> bool:
    """Whether a line may be marked: it is no note or title page of the file's, and no part of a larger paragraph."""
    if section is None:
        return True
    is_whole = section.span.start == line.span.start and section.span.end == line.span.end
    return is_whole and section.role in (SectionRole.PARAGRAPH, SectionRole.HEADING, SectionRole.METADATA)


def _find_header(lines: Sequence[SourceLine], shared: Set[str], titles: Set[str]) -> tuple[SourceLine, ...]:
    """The first lines of a file that are its header, () if nothing shows that they are not story."""
    count = count_header_lines(lines)
    if not any(_is_evidence(line.text, titles) for line in lines[:count]):
        count = 0
    while count < len(lines) and (
        _is_shared_line(lines[count].text, shared) or _chapter_of_place(lines[count].text, titles)
    ):
        count += 1
    return tuple(lines[:count]) if any(_is_evidence(line.text, titles) for line in lines[:count]) else ()


def _is_shared_line(text: str, shared: Set[str]) -> bool:
    """Whether a line is above most of the files, and no sentence or address ("Dear Diary,") of the story."""
    return _shared_key(text) in shared and can_be_story_title(text)


def _is_evidence(text: str, titles: Set[str]) -> bool:
    """Whether a line can't be story: the story's title, who wrote it, its address, its place, an archive's label."""
    labels = {name for name, _ in parse_labels(text)}
    return bool(
        labels & ARCHIVE_LABELS
        or parse_byline(text)
        or URL_LINE.fullmatch(text)
        or _title_key(text) in titles
        or _chapter_of_place(text, titles)
    )


def _chapter_of_place(text: str, titles: Set[str]) -> str:
    """The name of the chapter of which a line says only its place in the story, "" if it says something else.

    A number without "of" needs the story's title before it: "The Geese, chapter 3".
    """
    match = POSITION.pattern.fullmatch(text)
    if match and parse_labels(text):
        return ""
    if match is None:
        match = TITLED_NUMBER.fullmatch(text)
    if match is None:
        return ""
    prefix, values = match["prefix"] or "", match.groupdict()
    if comparison_key(prefix):
        is_place = any(_title_key(part) in titles for part in (prefix, *re.split(r"[/|–—,:-]", prefix)))
    else:
        # "5/12" alone is a date.
        is_place = bool(values.get("word") or values.get("sign") != "/")
    is_part = (values.get("word") or "").lower() in ("part", "pt")
    return f"{'Part' if is_part else 'Chapter'} {int(match['number'])}" if is_place else ""


def _agree_on_title(originals: Sequence[Manuscript], marked: tuple[Manuscript, ...]) -> tuple[Manuscript, ...]:
    """The files with the story's title and author: a header's hold for files without one.

    Titles that only the places of the files tell apart are the story's, too.
    """
    title = _agreed_value(
        [file.metadata.title for file in originals], [_strip_position(file.metadata.title) for file in marked]
    )
    author = _agreed_value([file.metadata.author for file in originals], [file.metadata.author for file in marked])
    return tuple(
        replace(
            file,
            metadata=replace(file.metadata, title=title or file.metadata.title, author=author or file.metadata.author),
        )
        for file in marked
    )


def _agreed_value(original_values: Sequence[str], values: Sequence[str]) -> str:
    """The only value there is, "" where files differ; a file of known format without one differs, too."""
    distinct = set(values) if any(original_values) else set(values) - {""}
    return distinct.pop() if len(distinct) == 1 else ""
