"""Reads a story from a PDF."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from statistics import median

from audiobook.errors import InputError
from audiobook.model import Cover, Manuscript, Omission, SectionRole
from audiobook.reading.covers import detect_cover_type
from audiobook.reading.epub.toc_chapters import mark_toc_chapters
from audiobook.reading.gutenberg import mark_gutenberg_blocks, merge_gutenberg_sections
from audiobook.reading.header_labels import mark_header
from audiobook.reading.pdf.archive import find_archive_marks, read_archive_metadata
from audiobook.reading.pdf.blocks import SCENE_GAP, LookRules, build_block, is_scene_gap
from audiobook.reading.pdf.content import PdfContent
from audiobook.reading.pdf.extraction_process import extract_content
from audiobook.reading.pdf.footnotes import find_footnotes, is_unfinished, mark_key
from audiobook.reading.pdf.line_ends import read_spelling
from audiobook.reading.pdf.lines import Line, build_lines, usual_size
from audiobook.reading.pdf.matter import find_matter
from audiobook.reading.pdf.metadata import read_metadata
from audiobook.reading.pdf.outline import (
    choose_entries,
    find_anchors,
    has_chapters,
    mark_headings,
    place_bookmarks,
    read_outline,
)
from audiobook.reading.pdf.paragraphs import TextMeasures, measure_text, usual_leading
from audiobook.reading.pdf.passages import FOOTNOTE_MARK, LineMark, order_passages
from audiobook.reading.pdf.running_lines import find_running_lines
from audiobook.reading.pdf.title_page import read_title_page
from audiobook.reading.source_blocks import SourceBlock, compose_text, has_story_text
from audiobook.text.skip_reasons import SIDEWAYS_TEXT

# If more than this share of the letters can't be told, the text is not that of the story.
MAX_UNMAPPED_SHARE = 0.1
# A scan has hardly any text: fewer characters on a page than this.
MIN_PAGE_CHARACTERS = 20
MAX_OPENING_WORDS = 12
# The archive's tags fill at most so many pages.
MAX_PREFACE_PAGES = 8
# If more chapters than this have fewer words, in the median, than this, they are sections.
MANY_CHAPTERS, SHORT_CHAPTER_WORDS = 20, 1000


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
    archive_metadata = read_archive_metadata([line for lines in pages[:MAX_PREFACE_PAGES] for line in lines])
    metadata = archive_metadata.with_defaults(read_metadata(dict(content.properties)))
    blocks, title_page = read_title_page(mark_gutenberg_blocks(blocks))
    metadata = metadata.with_defaults(title_page)
    blocks = _mark_bookmarks(blocks, first_lines, content, metadata.title)
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
    """The blocks with chapters where bookmarks point to; with headings if there is a bookmark for each section."""
    outline = content.outline
    if not has_chapters(outline, len(content.pages)):
        return blocks
    places = place_bookmarks(outline, first_lines)
    chosen, subtitles = choose_entries(outline, places, blocks)
    anchors = find_anchors(chosen)
    anchored = [
        replace(_mark_subtitle(block) if index in subtitles else block, anchors=anchors.get(index, ()))
        for index, block in enumerate(blocks)
    ]
    marked = mark_toc_chapters(anchored, read_outline(outline, chosen), title, False)
    headings = mark_headings(blocks, outline, places) if _has_short_chapters(marked) else None
    return marked if headings is None else headings


def _mark_subtitle(block: SourceBlock) -> SourceBlock:
    return replace(block, role=SectionRole.HEADING, title=block.text, level=2) if block.role is None else block


def _has_short_chapters(blocks: Sequence[SourceBlock]) -> bool:
    """Whether most chapters have fewer words than a chapter usually has."""
    lengths: list[int] = []
    for block in blocks:
        if block.role is SectionRole.CHAPTER:
            lengths.append(0)
        elif lengths and block.role is None:
            lengths[-1] += len(block.text.split())
    return len(lengths) > MANY_CHAPTERS and median(lengths) < SHORT_CHAPTER_WORDS


def _check_text(content: PdfContent, path: Path) -> None:
    """Raises InputError for a scan, and for a file whose fonts don't say which letters they show."""
    characters = sum(len(run.text) for page in content.pages for run in page.runs)
    pictures = sum(page.is_picture for page in content.pages)
    if pictures and characters < MIN_PAGE_CHARACTERS * len(content.pages):
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
    lines = [line for page in pages for line in page]
    marks = _mark_lines(pages, lines, measures, content)
    spelling = read_spelling([line.text for line in lines])
    rules = LookRules(content.fonts, _usual_font(content), _note_keys(lines, marks))
    blocks: list[SourceBlock] = []
    first_lines: list[Line | None] = []
    last: Line | None = None
    for passage in order_passages(lines, marks, measures):
        block = build_block(passage.lines, measures, rules, spelling)
        if passage.mark:
            block = replace(block, role=passage.mark.role, reason=passage.mark.reason, formatting="")
        elif last is not None and is_scene_gap(last, passage.lines[0], measures):
            blocks.append(SCENE_GAP)
            first_lines.append(None)
        last = None if passage.mark else passage.lines[-1]
        blocks.append(block)
        first_lines.append(passage.lines[0])
    return blocks, first_lines


def _mark_lines(
    pages: Sequence[tuple[Line, ...]], lines: Sequence[Line], measures: TextMeasures, content: PdfContent
) -> dict[Line, LineMark]:
    """What the lines are that are not story; lines of the archive's own are not looked at any further."""
    marks = dict.fromkeys(_find_all_footnotes(pages, measures), FOOTNOTE_MARK)
    matter = find_matter(pages, [entry.title for entry in content.outline])
    marks |= {line: LineMark(SectionRole.METADATA, reason) for line, reason in matter.items()}
    return marks | find_archive_marks(lines)


def _find_all_footnotes(pages: Sequence[tuple[Line, ...]], measures: TextMeasures) -> Iterator[Line]:
    is_continued = False
    for lines in pages:
        found = find_footnotes(lines, measures.size, is_continued)
        is_continued = is_unfinished(found)
        yield from found


def _note_keys(lines: Sequence[Line], marks: dict[Line, LineMark]) -> frozenset[str]:
    """The marks in the text that lead to footnotes; all raised numbers if there are footnotes at all."""
    if FOOTNOTE_MARK not in marks.values():
        return frozenset()
    keys = (mark_key(run, line) for line in lines for run in line.runs)
    return frozenset(key for key in keys if key)


def _usual_font(content: PdfContent) -> int:
    counts: Counter[int] = Counter()
    for page in content.pages:
        for run in page.runs:
            counts[run.font] += len(run.text)
    return counts.most_common(1)[0][0] if counts else 0


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
