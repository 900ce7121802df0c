"""Tells footnotes from story: what raised numbers lead to, and what says of itself that it is one."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import TYPE_CHECKING

from audiobook.model import Role
from audiobook.reading.element_marks import Tag
from audiobook.reading.html.flow import BLOCKS, HEADINGS, is_note_reference
from audiobook.reading.html.parse import attribute, classes, short_text_of, tag_of, types

if TYPE_CHECKING:
    from lxml.etree import _Element

FOOTNOTES = Tag(Role.METADATA, "footnotes")
TRANSCRIBERS_NOTE = Tag(Role.METADATA, "transcriber's note")
# What Project Gutenberg's pages call the box of such a note, in letters alone: "transnote", "tn-box".
TRANSCRIBERS_CLASSES = frozenset("transnote transnotes transcribersnote transcribersnotes transcribernote tnote tnotes "
                                 "tnbox trnote".split())  # fmt: skip
FOOTNOTE_TYPES = frozenset(("footnote", "footnotes", "endnote", "endnotes", "rearnote", "rearnotes"))
FOOTNOTE_CLASSES = frozenset(("footnotes", "footnote", "endnotes"))
# An archive's "endnotes" are an author's words after a chapter, a footnote is a few words on one place in it.
MOST_NOTE_CHARACTERS = 4000
# So many elements are looked at before one; no paragraph holds more.
MOST_STEPS = 50


def footnote_tags(root: _Element, referred: frozenset[str] = frozenset()) -> dict[_Element, Tag]:
    """The tags of all footnotes and transcriber's notes in a document.

    `referred` are the names of those footnotes that other documents refer to.
    """
    found = {element: FOOTNOTES for element in root.iter() if _is_told(element)}
    found.update((element, TRANSCRIBERS_NOTE) for element in root.iter() if _is_by_transcriber(element))
    # Many targets can stand in one block.
    blocks = dict.fromkeys(_block_begun_by(target) for target in _targets(root, referred))
    found.update((block, FOOTNOTES) for block in blocks if block is not None and _could_be_note(block))
    return found


def note_references(root: _Element) -> Iterator[str]:
    """Where the raised numbers of a document lead to, as its links say it ("notes.xhtml#n3")."""
    return (attribute(element, "href") for element in root.iter("a") if is_note_reference(element))


def _is_told(element: _Element) -> bool:
    names = FOOTNOTE_TYPES & types(element) or FOOTNOTE_CLASSES & classes(element)
    return bool(names) and tag_of(element) in BLOCKS and tag_of(element) != "body"


def _is_by_transcriber(element: _Element) -> bool:
    names = {name.casefold().replace("-", "").replace("_", "") for name in classes(element)}
    return bool(TRANSCRIBERS_CLASSES & names) and tag_of(element) in BLOCKS and tag_of(element) != "body"


def _targets(root: _Element, referred: frozenset[str]) -> Iterator[_Element]:
    """What raised numbers lead to further on; a link back from a note to its number leads upwards."""
    awaited = set(referred)
    for element in root.iter():
        if awaited and awaited & {attribute(element, "id"), attribute(element, "name")}:
            yield element
        if is_note_reference(element):
            document, _, name = attribute(element, "href").partition("#")
            awaited |= {name} if name and not document else set()


def _block_of(element: _Element) -> _Element | None:
    block: _Element | None = element
    while block is not None and tag_of(block) not in BLOCKS:
        block = block.getparent()
    return block


def _block_begun_by(target: _Element) -> _Element | None:
    """The block that a target begins; None for one that stands after words, as a number in the story does.

    A link back from a note leads to such a number, which may be in a later chapter where names are used twice.
    """
    block = _block_of(target)
    return None if block is None or _stands_after_words(target, block) else block


def _stands_after_words(target: _Element, block: _Element) -> bool:
    here = target
    while here is not block:
        parent = here.getparent()
        if parent is None or _has_letters(parent.text):
            return True
        for before in islice(here.itersiblings(preceding=True), MOST_STEPS):
            if _has_letters(before.tail) or any(
                _has_letters(str(text)) for text in islice(before.itertext(), MOST_STEPS)
            ):
                return True
        here = parent
    return False


def _has_letters(text: str | None) -> bool:
    return any(character.isalpha() for character in text or "")


def _could_be_note(block: _Element) -> bool:
    if tag_of(block) in ("body", "html", "section", "article", "main", *HEADINGS):
        return False
    return bool(short_text_of(block, MOST_NOTE_CHARACTERS)) and next(block.iter(*HEADINGS), None) is None
