"""Where the pages of fan-fiction archives keep what: rules as data, one Site for each kind of page."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from audiobook.model import Role
from audiobook.reading.markup import elements, short_text_of, tag_of
from audiobook.reading.tagged import STORY, Tag

if TYPE_CHECKING:
    from lxml.etree import _Element

TITLE_PAGE = "title page"
TAGS = "tags of the archive"
SUMMARY = "summary"
CONTENTS = "table of contents"
AFTERWORD = "afterword of the archive"
LOG = "log of updates"
BYLINE = "byline"
TO_NOTES = "link to the notes"
SITE = "words of the site"
CHAPTER_SUMMARY = "summary of the chapter"
AUTHORS_NOTE = "author's note"


@dataclass(frozen=True, slots=True)
class Rule:
    """The tag of every element that an XPath finds; a later rule has the last word on the same element."""

    path: str
    tag: Tag


@dataclass(frozen=True, slots=True)
class Site:
    """A kind of page: what it is known by, where in it the story stands (all of it where "") and what its parts are.

    `captions` are XPaths to where captions ("Chapter Notes") stand over quoted notes.
    """

    name: str
    known_by: str
    rules: tuple[Rule, ...]
    root: str = ""
    captions: tuple[str, ...] = ()


def _with_class(name: str) -> str:
    return f"contains(concat(' ', normalize-space(@class), ' '), ' {name} ')"


def _metadata(path: str, reason: str) -> Rule:
    return Rule(path, Tag(Role.METADATA, reason))


CHAPTER = Tag(Role.CHAPTER)
LABEL = Tag(Role.LABEL)
NOTE = Tag(Role.NOTE)
MOST_CAPTION_CHARACTERS = 60
# Captions over a quoted block and what that block is; a summary of the whole story is metadata.
CAPTIONS = {
    "summary": Tag(Role.METADATA, SUMMARY),
    "notes": NOTE,
    "note": NOTE,
    "end notes": NOTE,
    "author's note": NOTE,
    "author's notes": NOTE,
    "chapter summary": Tag(Role.NOTE, CHAPTER_SUMMARY),
    "chapter notes": NOTE,
    "chapter end notes": NOTE,
}

SEE_THE_NOTES = re.compile(r"\(?See the end of the (?:chapter|work) for (?:more |other )?notes\.?\)?", re.IGNORECASE)

# Other books have prefaces and afterwords too; the archive's hold its tags or its message.
_AO3_PREFACE = f"*[@id='preface' and (.//dl[{_with_class('tags')}] or .//p[{_with_class('message')}])]"
_AO3_AFTERWORD = f"*[@id='afterword' and .//p[{_with_class('message')}]]"
AO3_DOWNLOAD = Site(
    "AO3 download",
    f"//{_AO3_PREFACE} | //{_AO3_AFTERWORD}"
    f" | //div[{_with_class('meta')} and {_with_class('group')}]/h2[{_with_class('heading')}]",
    (
        _metadata(f"//{_AO3_PREFACE}", TITLE_PAGE),
        _metadata(f"//*[@id='preface']//dl[{_with_class('tags')}]", TAGS),
        _metadata(f"//{_AO3_AFTERWORD}", AFTERWORD),
        Rule(
            f"//div[{_with_class('meta')}]/h2[{_with_class('heading')} and not({_with_class('toc-heading')})]"
            f" | //*[@id='chapters']//h2[{_with_class('toc-heading')}]",
            CHAPTER,
        ),
        _metadata(f"//div[{_with_class('meta')}]/*[{_with_class('byline')}]", BYLINE),
        _metadata(f"//*[{_with_class('endnote-link')}]", TO_NOTES),
        Rule(f"//div[{_with_class('userstuff')} and not(@id='chapters')]", STORY),
    ),
    captions=(
        "//*[@id='preface']//p",
        f"//div[{_with_class('meta')}]/p",
        "//*[@id='afterword']//p",
        "//*[@id='endnotes']//p",
    ),
)
AO3_PAGE = Site(
    "AO3 page",
    "//*[@id='workskin']",
    (
        _metadata(f"//*[@id='workskin']/div[{_with_class('preface')}]", TITLE_PAGE),
        Rule(f"//*[{_with_class('chapter')} and {_with_class('preface')}]/h3[{_with_class('title')}]", CHAPTER),
        _metadata(f"//*[@id='workskin']//h3[{_with_class('byline')}]", BYLINE),
        _metadata(f"//*[{_with_class('landmark')}]", SITE),
        _metadata("//*[@id='work_endnotes']/p", TO_NOTES),
        Rule(f"//*[@id='workskin']//div[{_with_class('notes')}]/h3", LABEL),
        Rule(f"//*[@id='workskin']//div[{_with_class('notes')}]/blockquote", NOTE),
        _metadata(f"//*[@id='workskin']//div[{_with_class('notes')}]/p[{_with_class('jump')}]", TO_NOTES),
        Rule(f"//*[{_with_class('chapter')}]//div[{_with_class('summary')}]/h3", LABEL),
        Rule(
            f"//*[{_with_class('chapter')}]//div[{_with_class('summary')}]/blockquote", Tag(Role.NOTE, CHAPTER_SUMMARY)
        ),
        Rule(f"//div[{_with_class('userstuff')}]", STORY),
    ),
    root="//*[@id='workskin']",
)
FANFICFARE = Site(
    "FanFicFare",
    "//a[@name='TOCTOP'] | //a[starts-with(@name, 'section')]/h2 | //*[contains(@class, 'fff_')]",
    (
        _metadata("//body/h1[1]", TITLE_PAGE),
        _metadata(f"//body/table[{_with_class('full')}]", TITLE_PAGE),
        _metadata(f"//body[{_with_class('fff_titlepage')}]", TITLE_PAGE),
        _metadata(f"//body[{_with_class('fff_tocpage')}] | //a[@name='TOCTOP']", CONTENTS),
        _metadata("//a[@name='TOCTOP']/following-sibling::*[1][self::p]", CONTENTS),
        _metadata(f"//body[{_with_class('fff_logpage')}]", LOG),
        _metadata(f"//body[{_with_class('fff_coverpage')}]", "cover"),
        Rule(f"//a[starts-with(@name, 'section')]/h2 | //*[{_with_class('fff_chapter_title')}]", CHAPTER),
        Rule(f"//*[{_with_class('fff_chapter_notes')}]", NOTE),
        Rule(f"//*[{_with_class('fff_chapter_notes')}]/*[1][self::b]", LABEL),
    ),
)
FANFICTION_NET = Site(
    "FanFiction.net",
    "//*[@id='storytextp'] | //*[@id='storytext'] | //*[@id='storycontent']",
    (
        _metadata("//*[@id='profile_top']", TITLE_PAGE),
        Rule("//*[@id='storytext']", STORY),
    ),
    root="//*[@id='profile_top'] | //*[@id='storytextp'] | //*[@id='storytext' and not(ancestor::*[@id='storytextp'])]"
    " | //*[@id='storycontent']",
)
EFICTION = Site(
    "eFiction",
    f"(//*[@id='pagetitle'])[1][//*[{_with_class('infobox')} or @id='story']] | //*[{_with_class('chaptertitle')}]",
    (
        _metadata("//*[@id='pagetitle']", TITLE_PAGE),
        _metadata(f"//*[{_with_class('infobox')}]", TAGS),
        _metadata(
            f"//*[{_with_class('chaptertitle')}][1]/preceding-sibling::p[b and not(@class)]"
            f" | //*[@id='output' or @id='sort' or {_with_class('jumpmenu')}]//form",
            CONTENTS,
        ),
        Rule(f"//*[{_with_class('chaptertitle')}]", CHAPTER),
        Rule(f"//*[{_with_class('notes')}]", NOTE),
        Rule(f"//*[{_with_class('notes')}]/*[{_with_class('title')}]", LABEL),
        _metadata(
            f"//*[@id='copyright' or @id='archivedat' or @id='prev' or @id='next' or @id='footer' or"
            f" {_with_class('toplink')} or {_with_class('reviews')} or {_with_class('jumpmenu')}]",
            SITE,
        ),
    ),
)
SITES = (AO3_DOWNLOAD, AO3_PAGE, FANFICFARE, FANFICTION_NET, EFICTION)


def site_of(root: _Element) -> Site | None:
    """The kind of page that a document is, None where it is no known one."""
    return next((site for site in SITES if elements(root, site.known_by)), None)


def tags_of(root: _Element, site: Site) -> dict[_Element, Tag]:
    """What the rules of a site say of the elements of a document."""
    found = {element: rule.tag for rule in site.rules for element in elements(root, rule.path)}
    for path in site.captions:
        for caption in elements(root, path):
            found.update(captioned(caption))
    return found


def captioned(caption: _Element) -> dict[_Element, Tag]:
    """The tags of a caption and of the quotation below it, none where it is no caption.

    A caption may stand over nothing but a link to the chapter's end, where the notes are; then it is an empty note.
    """
    quoted = caption.getnext()
    said = short_text_of(caption, MOST_CAPTION_CHARACTERS).rstrip(":").lower().replace("’", "'")
    tag = CAPTIONS.get(said)
    if tag is None or quoted is None:
        return {}
    if SEE_THE_NOTES.fullmatch(short_text_of(quoted, MOST_CAPTION_CHARACTERS)):
        return {caption: LABEL, quoted: Tag(Role.METADATA, TO_NOTES)}
    if tag_of(quoted) != "blockquote":
        return {}
    if tag.role is Role.METADATA:
        return {caption: tag, quoted: tag}
    return {caption: LABEL, quoted: tag}
