"""Reads a story from an HTML page: an archive's download, a saved page, or any page with an article."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from audiobook.errors import InputError
from audiobook.model import Manuscript, Omission, SectionRole
from audiobook.reading.gutenberg import has_gutenberg_header, merge_gutenberg_sections, parse_gutenberg_metadata
from audiobook.reading.header_labels import mark_header
from audiobook.reading.html.block_extraction import extract_blocks
from audiobook.reading.html.boilerplate import BoilerplateDetector, is_site_line
from audiobook.reading.html.footnotes import annotate_footnotes
from audiobook.reading.html.main_content import find_story_root
from audiobook.reading.html.omissions import MIN_SUSPICIOUS_WORDS, SurroundingText, find_omissions
from audiobook.reading.html.page_numbers import mark_page_numbers
from audiobook.reading.html.parse import element_text, find_body, find_elements, parse_html, parse_xhtml
from audiobook.reading.html.stylesheets import annotate_hidden
from audiobook.reading.html.text_styles import read_class_styles
from audiobook.reading.sites.archives import ARCHIVE_SITES
from audiobook.reading.sites.match import annotate_site, find_story_parts, match_site
from audiobook.reading.sites.metadata import fanfiction_net_chapter_title, read_page_metadata
from audiobook.reading.sites.rules import CHAPTER, Site
from audiobook.reading.sites.serials import SERIAL_SITES
from audiobook.reading.source_blocks import SourceBlock, compose_text, has_story_text
from audiobook.reading.wrapped_lines import join_wrapped_lines
from audiobook.text.comparison import is_same_title
from audiobook.text.skip_reasons import SITE_TEXT, TITLE_PAGE

if TYPE_CHECKING:
    from lxml.etree import _Element

# Project Gutenberg's header ends within this many strings of text.
MAX_HEADER_STRINGS = 400
KNOWN_SITES = (*ARCHIVE_SITES, *SERIAL_SITES)


def read_html(source: str, path: Path) -> Manuscript:
    """The story in an HTML document. Raises InputError if the page has no text."""
    root = parse_xhtml(source, path) if source.lstrip("\ufeff \t\r\n").startswith("<?xml") else parse_html(source, path)
    mark_page_numbers(root)
    site = match_site(root, KNOWN_SITES)
    metadata = read_page_metadata(root, site)
    page = _extract_site_page(root, site) if site else _extract_article(root)
    if site and site.is_generic and not any(block.role is None and block.text.strip() for block in page.blocks):
        page = _extract_article(root)
    blocks = list(page.blocks)
    if site is None or site.has_boilerplate:
        blocks = _mark_site_lines(blocks)
    blocks, header_metadata = mark_header(_mark_story_title(blocks, metadata.title))
    text, sections = compose_text(blocks)
    sections = merge_gutenberg_sections(text, sections)
    metadata = parse_gutenberg_metadata(text, sections).with_defaults(header_metadata).with_defaults(metadata)
    if not has_story_text(text, sections):
        raise InputError(f"{path} is a web page without any text; save the story's own page and try again")
    return Manuscript(path, text, metadata, sections, omissions=page.omissions)


@dataclass(frozen=True, slots=True)
class _ExtractedPage:
    """The blocks taken from a page, and what was left out."""

    blocks: tuple[SourceBlock, ...]
    omissions: tuple[Omission, ...]


def _extract_site_page(root: _Element, site: Site) -> _ExtractedPage:
    body = find_body(root)
    boilerplate = BoilerplateDetector(body)
    parts = find_story_parts(root, site) if site.story_xpath else [body]
    headings = set(find_elements(root, site.heading_xpath)) if site.heading_xpath else set()
    annotations = {
        **annotate_hidden(root),
        **(boilerplate.annotate(body) if site.has_boilerplate else {}),
        **annotate_footnotes(root),
        **annotate_site(root, site),
        **{story_blocks: CHAPTER for story_blocks in parts if story_blocks in headings},
    }
    # Lines formatted like titles aren't chapters here, because a site marks its chapters itself.
    part_blocks = [
        [replace(block, formatting="") for block in extract_blocks(story_part, annotations)] for story_part in parts
    ]
    chapter_title = _selected_chapter_title(root)
    if chapter_title and part_blocks:
        part_blocks[-1].insert(0, SourceBlock("", SectionRole.CHAPTER, chapter_title))
    blocks = tuple(block for story_blocks in part_blocks for block in story_blocks)
    surroundings = (
        SurroundingText(min_doubtful_words=MIN_SUSPICIOUS_WORDS) if site.is_generic else SurroundingText(SITE_TEXT)
    )
    return _ExtractedPage(blocks, find_omissions(body, parts, annotations, boilerplate, blocks, surroundings))


def _selected_chapter_title(root: _Element) -> str:
    """The chapter selected in FanFiction.net's list of chapters, or named in the page's title; "" if there is none."""
    options = find_elements(root, "//*[@id='chap_select']//option[@selected]")
    return element_text(options[0]) if options else fanfiction_net_chapter_title(root)


def _extract_article(root: _Element) -> _ExtractedPage:
    body = find_body(root)
    boilerplate = BoilerplateDetector(body)
    # All of a book from Project Gutenberg is story, but for what its own marks part off.
    is_gutenberg = has_gutenberg_header(
        "\n".join(part.strip() for part in islice(map(str, body.itertext()), MAX_HEADER_STRINGS))
    )
    story_element = body if is_gutenberg else find_story_root(body, boilerplate)
    annotations = {**boilerplate.annotate(story_element), **annotate_hidden(root), **annotate_footnotes(root)}
    extracted = extract_blocks(story_element, annotations, class_styles=read_class_styles(root))
    blocks = tuple(join_wrapped_lines(extracted))
    return _ExtractedPage(blocks, find_omissions(body, [story_element], annotations, boilerplate, blocks))


def _mark_site_lines(blocks: list[SourceBlock]) -> list[SourceBlock]:
    """The blocks, with lines that sites insert into stories marked as site text."""
    return [
        replace(block, role=SectionRole.METADATA, reason=SITE_TEXT)
        if block.role is None and is_site_line(block.text)
        else block
        for block in blocks
    ]


def _mark_story_title(blocks: list[SourceBlock], title: str) -> list[SourceBlock]:
    """The blocks, with a heading at the top that is only the story's title marked as such.

    It stays a heading if others of its kind follow: then it may be the first chapter's.
    """
    heading_index = next(
        (index for index, block in enumerate(blocks) if block.role in (SectionRole.HEADING, SectionRole.CHAPTER)), None
    )
    if heading_index is None or any(block.text.strip() and block.role is None for block in blocks[:heading_index]):
        return blocks
    heading = blocks[heading_index]
    is_only_heading = sum(block.role is heading.role and block.level == heading.level for block in blocks) == 1
    if is_only_heading and heading.text and heading.level <= 1 and is_same_title(heading.title, title):
        blocks[heading_index] = replace(heading, role=SectionRole.METADATA, reason=TITLE_PAGE, title="", level=0)
    return blocks
