"""Reads a story from a PDF."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from audiobook.errors import InputError
from audiobook.model import Cover, Manuscript, Omission, SectionRole
from audiobook.reading.covers import detect_cover_type
from audiobook.reading.epub.toc_chapters import mark_toc_chapters
from audiobook.reading.gutenberg import mark_gutenberg_blocks, merge_gutenberg_sections
from audiobook.reading.header_labels import mark_header
from audiobook.reading.pdf.blocks import SCENE_GAP, LookRules, build_block, is_scene_gap
from audiobook.reading.pdf.content import PdfContent
from audiobook.reading.pdf.extraction_process import extract_content
from audiobook.reading.pdf.footnotes import find_footnotes, is_unfinished, mark_key
from audiobook.reading.pdf.line_ends import read_spelling
from audiobook.reading.pdf.lines import Line, build_lines, usual_size
from audiobook.reading.pdf.matter import find_matter_pages
from audiobook.reading.pdf.metadata import read_metadata
from audiobook.reading.pdf.outline import find_anchors, mark_headings, place_bookmarks, read_outline
from audiobook.reading.pdf.paragraphs import TextMeasures, measure_text, split_paragraphs, usual_leading
from audiobook.reading.pdf.running_lines import find_running_lines
from audiobook.reading.source_blocks import SourceBlock, compose_text, has_story_text
from audiobook.text.skip_reasons import FOOTNOTES, SIDEWAYS_TEXT

# If more than this share of the letters can't be told, the text is not that of the story.
MAX_UNMAPPED_SHARE = 0.1
# A scan has hardly any text: fewer characters on a page than this.
MIN_PAGE_CHARACTERS = 20
MAX_OPENING_WORDS = 12


@dataclass(frozen=True, slots=True)
class _Passage:
    """Lines that belong together, and why they are not story ("" if they are)."""

    lines: tuple[Line, ...]
    reason: str = ""


def read_pdf(data: bytes, path: Path) -> Manuscript:
    """The story in a PDF. Raises InputError if it is locked or damaged, or if it has no text that can be read."""
    return build_manuscript(extract_content(data, path), path)


def build_manuscript(content: PdfContent, path: Path) -> Manuscript:
    """The story in what was extracted from a PDF. Raises InputError if there is no text that can be read."""
    _check_text(content, path)
    size = usual_size(content.pages)
    pages = [build_lines(page, number, size) for number, page in enumerate(content.pages)]
    running = find_running_lines(pages, [page.height for page in content.pages], size, usual_leading(pages, size))
    pages = [tuple(line for line in lines if line not in running) for lines in pages]
    measures = measure_text(pages, size)
    blocks, first_lines = _build_blocks(pages, measures, content)
    metadata = read_metadata(dict(content.properties))
    blocks = _mark_bookmarks(mark_gutenberg_blocks(blocks), first_lines, content, metadata.title)
    blocks, header_metadata = mark_header(blocks)
    text, sections = compose_text(blocks)
    sections = merge_gutenberg_sections(text, sections)
    if not has_story_text(text, sections):
        raise InputError(f"{path} is a PDF without any text; there is nothing to read aloud")
    return Manuscript(
        path,
        text,
        metadata.with_defaults(header_metadata),
        sections,
        _read_cover(content),
        _omissions(content, running),
    )


def _mark_bookmarks(
    blocks: list[SourceBlock], first_lines: Sequence[Line | None], content: PdfContent, title: str
) -> list[SourceBlock]:
    """The blocks with headings where bookmarks have their titles, or with chapters where bookmarks point to."""
    toc = read_outline(content.outline, len(content.pages))
    places = place_bookmarks(content.outline, first_lines) if toc else {}
    marked = mark_headings(blocks, content.outline, places)
    if marked is not None:
        return marked
    anchors = find_anchors(places)
    anchored = [replace(block, anchors=anchors.get(index, ())) for index, block in enumerate(blocks)]
    return mark_toc_chapters(anchored, toc, title, False)


def _check_text(content: PdfContent, path: Path) -> None:
    """Raises InputError for a scan, and for a file whose fonts don't say which letters they show."""
    characters = sum(len(run.text) for page in content.pages for run in page.runs)
    pictures = sum(page.is_picture for page in content.pages)
    if characters < MIN_PAGE_CHARACTERS * len(content.pages) and (pictures or not characters):
        raise InputError(
            f"{path} is a scan: pictures of pages, without text; run it through OCR (ocrmypdf does) and try again"
        )
    if content.unmapped > MAX_UNMAPPED_SHARE * max(characters, 1):
        raise InputError(
            f"{path} doesn't say which letters its fonts show, so its text can't be read;"
            " run it through OCR (ocrmypdf --force-ocr), or take the story's EPUB or HTML instead"
        )


def _build_blocks(
    pages: Sequence[tuple[Line, ...]], measures: TextMeasures, content: PdfContent
) -> tuple[list[SourceBlock], list[Line | None]]:
    """The blocks of all pages, and the first line of each (None for a scene break)."""
    notes = _find_all_notes(pages, measures)
    matter = find_matter_pages(pages, [entry.title for entry in content.outline])
    spelling = read_spelling([line.text for lines in pages for line in lines])
    rules = LookRules(content.fonts, _usual_font(content), _note_keys(pages, notes))
    blocks: list[SourceBlock] = []
    first_lines: list[Line | None] = []
    last: Line | None = None
    for passage in _order_passages(pages, notes, matter, measures):
        block = build_block(passage.lines, measures, rules, spelling)
        if passage.reason:
            block = SourceBlock(block.text, SectionRole.METADATA, reason=passage.reason)
        elif last is not None and is_scene_gap(last, passage.lines[0], measures):
            blocks.append(SCENE_GAP)
            first_lines.append(None)
        last = None if passage.reason else passage.lines[-1]
        blocks.append(block)
        first_lines.append(passage.lines[0])
    return blocks, first_lines


def _find_all_notes(pages: Sequence[tuple[Line, ...]], measures: TextMeasures) -> list[frozenset[Line]]:
    """The footnotes of each page."""
    notes: list[frozenset[Line]] = []
    is_continued = False
    for lines in pages:
        found = find_footnotes(lines, measures.size, is_continued)
        is_continued = is_unfinished(found)
        notes.append(frozenset(found))
    return notes


def _note_keys(pages: Sequence[tuple[Line, ...]], notes: Sequence[frozenset[Line]]) -> frozenset[str]:
    """The marks in the text that lead to footnotes; all raised numbers if there are footnotes at all."""
    if not any(notes):
        return frozenset()
    keys = (mark_key(run, line) for lines in pages for line in lines for run in line.runs)
    return frozenset(key for key in keys if key)


def _usual_font(content: PdfContent) -> int:
    counts: Counter[int] = Counter()
    for page in content.pages:
        for run in page.runs:
            counts[run.font] += len(run.text)
    return counts.most_common(1)[0][0] if counts else 0


def _order_passages(
    pages: Sequence[tuple[Line, ...]],
    notes: Sequence[frozenset[Line]],
    matter: dict[int, str],
    measures: TextMeasures,
) -> Iterator[_Passage]:
    """All passages in reading order; footnotes come after the paragraph that goes on with the next page."""
    story = [
        line
        for number, lines in enumerate(pages)
        if number not in matter
        for line in lines
        if line not in notes[number]
    ]
    others = [
        *(_Passage(tuple(lines), matter[number]) for number, lines in enumerate(pages) if number in matter and lines),
        *(
            _Passage(tuple(line for line in lines if line in notes[number]), FOOTNOTES)
            for number, lines in enumerate(pages)
            if number not in matter and notes[number]
        ),
    ]
    others.sort(key=lambda passage: passage.lines[0].page)
    for paragraph in split_paragraphs(story, measures):
        while others and others[0].lines[0].page < paragraph[0].page:
            yield others.pop(0)
        yield _Passage(tuple(paragraph))
    yield from others


def _read_cover(content: PdfContent) -> Cover | None:
    mime = detect_cover_type(content.cover)
    return Cover(content.cover, mime) if mime else None


def _omissions(content: PdfContent, running: dict[Line, str]) -> tuple[Omission, ...]:
    """What the pages have and the text doesn't, by reason."""
    texts: dict[str, list[str]] = {}
    for line, reason in running.items():
        texts.setdefault(reason, []).append(line.text)
    sideways = [page.sideways for page in content.pages if page.sideways]
    if sideways:
        texts[SIDEWAYS_TEXT] = sideways
    return tuple(_count_omission(reason, parts) for reason, parts in texts.items())


def _count_omission(reason: str, texts: Iterable[str]) -> Omission:
    words = " ".join(texts).split()
    return Omission(reason, len(words), sum(map(len, words)), " ".join(words[:MAX_OPENING_WORDS]))
