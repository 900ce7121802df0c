"""What a kind of page is known by, and where in it the story stands: the values that rules about sites are made of."""

from __future__ import annotations

from dataclasses import dataclass

from audiobook.model import Role
from audiobook.reading.element_marks import Tag

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
QUOTED_POST = "quotation of another post"

CHAPTER = Tag(Role.CHAPTER)
LABEL = Tag(Role.LABEL)
NOTE = Tag(Role.NOTE)


@dataclass(frozen=True, slots=True)
class Rule:
    """The tag of every element that an XPath finds; a later rule has the last word on the same element."""

    path: str
    tag: Tag


@dataclass(frozen=True, slots=True)
class Site:
    """A kind of page: what it is known by, where in it the story stands (all of it where "") and what its parts are.

    `title` finds what may be a chapter's heading outside of the story's parts: the last before each of them is one.
    `shared` is an attribute around each part that must have the same value for all of them as for the first.
    `captions` are XPaths to where captions ("Chapter Notes") stand over quoted notes. `about` are fields of Metadata,
    each with an XPath to what fills it. `furnished` says that the site's own links and buttons stand among the story,
    `loose` that pages of many makers are of this kind, so that their story might stand elsewhere, too.

    What stands inside of something is found by its ancestors: a path of two `//`, or a union of two, takes a time that
    grows with the square of what it finds.
    """

    name: str
    known_by: str
    rules: tuple[Rule, ...]
    root: str = ""
    title: str = ""
    shared: str = ""
    captions: tuple[str, ...] = ()
    about: tuple[tuple[str, str], ...] = ()
    furnished: bool = False
    loose: bool = False


def with_class(name: str) -> str:
    """The XPath condition that an element is of a class."""
    return f"contains(concat(' ', normalize-space(@class), ' '), ' {name} ')"


def no_story(path: str, reason: str) -> Rule:
    """A rule for what is no story, and why."""
    return Rule(path, Tag(Role.METADATA, reason))
