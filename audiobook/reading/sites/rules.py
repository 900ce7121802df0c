"""What a kind of page is known by, and where in it the story stands: the values that rules about sites are made of."""

from __future__ import annotations

from dataclasses import dataclass

from audiobook.model import SectionRole
from audiobook.reading.annotations import Annotation

TOC_PAGE = "table of contents"
AFTERWORD = "afterword of the archive"

CHAPTER = Annotation(SectionRole.CHAPTER)
LABEL = Annotation(SectionRole.LABEL)
NOTE = Annotation(SectionRole.NOTE)


@dataclass(frozen=True, slots=True)
class AnnotationRule:
    """The tag of every element that an XPath finds; a later rule has the last word on the same element."""

    xpath: str
    annotation: Annotation


@dataclass(frozen=True, slots=True)
class Site:
    """A kind of page: what it is known by, where in it the story stands (all of it where "") and what its parts are.

    `heading_xpath` finds what may be a chapter's heading outside of the story's parts: the last before each of them is
    one. `common_attribute` is an attribute around each part that must have the same value for all of them as for the
    first. `caption_xpaths` are XPaths to where captions ("Chapter Notes") stand over quoted notes. `metadata_xpaths`
    are fields of Metadata, each with an XPath to what fills it. `has_boilerplate` says that the site's own links and
    buttons stand among the story, `is_generic` that pages of many makers are of this kind, so that their story might
    stand elsewhere, too.

    What stands inside of something is found by its ancestors: a path of two `//`, or a union of two, takes a time that
    grows with the square of what it finds.
    """

    name: str
    match_xpath: str
    rules: tuple[AnnotationRule, ...]
    story_xpath: str = ""
    heading_xpath: str = ""
    common_attribute: str = ""
    caption_xpaths: tuple[str, ...] = ()
    metadata_xpaths: tuple[tuple[str, str], ...] = ()
    has_boilerplate: bool = False
    is_generic: bool = False


def has_class(name: str) -> str:
    """The XPath condition that an element is of a class."""
    return f"contains(concat(' ', normalize-space(@class), ' '), ' {name} ')"


def non_story_rule(xpath: str, reason: str) -> AnnotationRule:
    """A rule for what is no story, and why."""
    return AnnotationRule(xpath, Annotation(SectionRole.METADATA, reason))
