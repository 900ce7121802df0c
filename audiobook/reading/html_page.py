"""Reads a story from an HTML page: a download of an archive, a saved page, or any page with an article."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from audiobook.errors import InputError
from audiobook.model import Manuscript, Omission, Role
from audiobook.reading.compose import Piece, composed, holds_story
from audiobook.reading.gutenberg import begins_as_gutenberg, gutenberg_metadata, with_gutenberg
from audiobook.reading.html.article import story_root
from audiobook.reading.html.boilerplate import PAGE_FURNITURE, Furniture, is_site_line
from audiobook.reading.html.css import hidden_tags
from audiobook.reading.html.flow import pieces_of
from audiobook.reading.html.footnotes import footnote_tags
from audiobook.reading.html.omissions import MANY_WORDS, Surroundings, omissions_of
from audiobook.reading.html.page_numbers import name_page_numbers
from audiobook.reading.html.parse import elements, parsed_html, parsed_xhtml, text_of
from audiobook.reading.html.typography import faces_in
from audiobook.reading.label_lines import separate_header
from audiobook.reading.sites.archives import ARCHIVES
from audiobook.reading.sites.match import site_of, story_parts, tags_of
from audiobook.reading.sites.metadata import fanfiction_net_chapter, metadata_in
from audiobook.reading.sites.rules import CHAPTER, SITE, TITLE_PAGE, Site
from audiobook.reading.sites.serials import SERIALS

if TYPE_CHECKING:
    from lxml.etree import _Element

# Project Gutenberg's header ends within this many stretches of text.
MOST_PARTS = 400
SITES = (*ARCHIVES, *SERIALS)


def read_html(source: str, path: Path) -> Manuscript:
    """The story of an HTML document; raises InputError where the page has no text."""
    root = (
        parsed_xhtml(source, path) if source.lstrip("\ufeff \t\r\n").startswith("<?xml") else parsed_html(source, path)
    )
    name_page_numbers(root)
    site = site_of(root, SITES)
    metadata = metadata_in(root, site)
    page = _of_site(root, site) if site else _of_article(root)
    if site and site.loose and not any(piece.role is None and piece.text.strip() for piece in page.pieces):
        page = _of_article(root)
    pieces = list(page.pieces)
    if site is None or site.furnished:
        pieces = _without_site_lines(pieces)
    pieces, said = separate_header(_without_title(pieces, metadata.title))
    text, sections = composed(pieces)
    sections = with_gutenberg(text, sections)
    metadata = gutenberg_metadata(text, sections).over(said).over(metadata)
    if not holds_story(text, sections):
        raise InputError(f"{path} is a web page without any text; save the story's own page and try again")
    return Manuscript(path, text, metadata, sections, omissions=page.omissions)


@dataclass(frozen=True, slots=True)
class _Page:
    """What was taken from a page, and what was not."""

    pieces: tuple[Piece, ...]
    omissions: tuple[Omission, ...]


def _body(root: _Element) -> _Element:
    body = root.find(".//body")
    return root if body is None else body


def _of_site(root: _Element, site: Site) -> _Page:
    body = _body(root)
    furniture = Furniture(body)
    parts = story_parts(root, site) if site.root else [body]
    titles = set(elements(root, site.title)) if site.title else set()
    tags = {
        **hidden_tags(root),
        **(furniture.tags(body) if site.furnished else {}),
        **footnote_tags(root),
        **tags_of(root, site),
        **{part: CHAPTER for part in parts if part in titles},
    }
    # What looks like a title there is none of a chapter: a site names its chapters itself.
    found = [[replace(piece, look="") for piece in pieces_of(one, tags)] for one in parts]
    title = _chosen_chapter(root)
    if title and found:
        found[-1].insert(0, Piece("", Role.CHAPTER, title))
    pieces = tuple(piece for part in found for piece in part)
    outside = Surroundings(few_words=MANY_WORDS) if site.loose else Surroundings(SITE)
    return _Page(pieces, omissions_of(body, parts, tags, furniture, pieces, outside))


def _chosen_chapter(root: _Element) -> str:
    """The chapter that FanFiction.net's list of chapters stands at, or that the page's title names; "" for none."""
    chosen = elements(root, "//*[@id='chap_select']//option[@selected]")
    return text_of(chosen[0]) if chosen else fanfiction_net_chapter(root)


def _of_article(root: _Element) -> _Page:
    body = _body(root)
    furniture = Furniture(body)
    # All of a book from Project Gutenberg is story, but for what its own marks part off.
    whole = begins_as_gutenberg("\n".join(part.strip() for part in islice(map(str, body.itertext()), MOST_PARTS)))
    story = body if whole else story_root(body, furniture)
    tags = {**furniture.tags(story), **hidden_tags(root), **footnote_tags(root)}
    pieces = pieces_of(story, tags, faces=faces_in(root))
    return _Page(pieces, omissions_of(body, [story], tags, furniture, pieces))


def _without_site_lines(pieces: list[Piece]) -> list[Piece]:
    """The pieces, those marked as the site's own that are only what sites write among the lines of a story."""
    return [
        replace(piece, role=Role.METADATA, reason=PAGE_FURNITURE)
        if piece.role is None and is_site_line(piece.text)
        else piece
        for piece in pieces
    ]


def _without_title(pieces: list[Piece], title: str) -> list[Piece]:
    """The pieces, a heading at their top that is only the story's title marked as such.

    It stays a heading where others of its kind follow: then it may be the first chapter's.
    """
    place = next((index for index, piece in enumerate(pieces) if piece.role in (Role.HEADING, Role.CHAPTER)), None)
    if place is None or any(piece.text.strip() and piece.role is None for piece in pieces[:place]):
        return pieces
    heading = pieces[place]
    alone = sum(piece.role is heading.role and piece.level == heading.level for piece in pieces) == 1
    if alone and heading.text and heading.level <= 1 and same_words(heading.title, title):
        pieces[place] = replace(heading, role=Role.METADATA, reason=TITLE_PAGE, title="", level=0)
    return pieces


def same_words(one: str, other: str) -> bool:
    """Whether two titles have the same letters and figures."""
    return letters(one) == letters(other) != ""


def letters(text: str) -> str:
    """The letters and figures of a title, in lower case."""
    return "".join(character for character in text.casefold() if character.isalnum())
