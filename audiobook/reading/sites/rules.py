"""The building blocks of rules about sites: how to recognize a page, where its story is, and what its elements are."""

from __future__ import annotations

from dataclasses import dataclass

from audiobook.model import SectionRole
from audiobook.reading.annotations import Annotation

CHAPTER = Annotation(SectionRole.CHAPTER)
LABEL = Annotation(SectionRole.LABEL)
NOTE = Annotation(SectionRole.NOTE)


@dataclass(frozen=True, slots=True)
class AnnotationRule:
    """The annotation for every element that an XPath matches; a later rule overrides an earlier one."""

    xpath: str
    annotation: Annotation


@dataclass(frozen=True, slots=True)
class Site:
    """A kind of page: how to recognize it, where the story is (`story_xpath`, "" for the whole page), and its rules.

    `heading_xpath` finds possible chapter headings outside the story's parts: the last one before each part is its
    heading. `common_attribute` is an attribute around each part that must have the same value as around the first one.
    `caption_xpaths` find captions ("Chapter Notes") above quoted notes. `metadata_xpaths` are fields of Metadata, each
    with an XPath to its value. `has_boilerplate` means that the site's links and buttons are mixed with the story,
    `is_generic` that many different pages are of this kind, so that their story may also be elsewhere.

    Find nested elements by their ancestors: a path with two `//`, or a union of two, takes time that grows with the
    square of its matches.
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
    """The XPath condition that an element has a class."""
    return f"contains(concat(' ', normalize-space(@class), ' '), ' {name} ')"


def non_story_rule(xpath: str, reason: str) -> AnnotationRule:
    """A rule for elements that are not story, with the reason."""
    return AnnotationRule(xpath, Annotation(SectionRole.METADATA, reason))
