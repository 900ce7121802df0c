"""Tells footnotes from story: what raised numbers lead to, and what says of itself that it is one."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import TYPE_CHECKING

from audiobook.model import SectionRole
from audiobook.reading.annotations import Annotation
from audiobook.reading.html.block_extraction import BLOCK_TAGS, HEADING_LEVELS, is_note_reference
from audiobook.reading.html.parse import attribute, class_names, semantic_types, short_element_text, tag_name
from audiobook.text.skip_reasons import FOOTNOTES, TRANSCRIBERS_NOTE

if TYPE_CHECKING:
    from lxml.etree import _Element

FOOTNOTES_ANNOTATION = Annotation(SectionRole.METADATA, FOOTNOTES)
TRANSCRIBER_ANNOTATION = Annotation(SectionRole.METADATA, TRANSCRIBERS_NOTE)
# What Project Gutenberg's pages call the box of such a note, in letters alone: "transnote", "tn-box".
TRANSCRIBER_CLASSES = frozenset("transnote transnotes transcribersnote transcribersnotes transcribernote tnote tnotes "
                                 "tnbox trnote".split())  # fmt: skip
FOOTNOTE_TYPES = frozenset(("footnote", "footnotes", "endnote", "endnotes", "rearnote", "rearnotes"))
FOOTNOTE_CLASSES = frozenset(("footnotes", "footnote", "endnotes"))
# An archive's "endnotes" are an author's words after a chapter, a footnote is a few words on one place in it.
MAX_NOTE_CHARACTERS = 4000
# So many elements are looked at before one; no paragraph holds more.
MAX_SIBLING_STEPS = 50


def annotate_footnotes(root: _Element, external_anchors: frozenset[str] = frozenset()) -> dict[_Element, Annotation]:
    """The tags of all footnotes and transcriber's notes in a document.

    `external_anchors` are the names of those footnotes that other documents refer to.
    """
    annotations = {element: FOOTNOTES_ANNOTATION for element in root.iter() if _is_declared_footnote(element)}
    annotations.update((element, TRANSCRIBER_ANNOTATION) for element in root.iter() if _is_transcriber_note(element))
    # Many targets can stand in one block.
    blocks = dict.fromkeys(_block_starting_at(target) for target in _footnote_targets(root, external_anchors))
    annotations.update(
        (block, FOOTNOTES_ANNOTATION) for block in blocks if block is not None and _can_be_footnote(block)
    )
    return annotations


def footnote_links(root: _Element) -> Iterator[str]:
    """Where the raised numbers of a document lead to, as its links say it ("notes.xhtml#n3")."""
    return (attribute(element, "href") for element in root.iter("a") if is_note_reference(element))


def _is_declared_footnote(element: _Element) -> bool:
    names = FOOTNOTE_TYPES & semantic_types(element) or FOOTNOTE_CLASSES & class_names(element)
    return bool(names) and tag_name(element) in BLOCK_TAGS and tag_name(element) != "body"


def _is_transcriber_note(element: _Element) -> bool:
    names = {name.casefold().replace("-", "").replace("_", "") for name in class_names(element)}
    return bool(TRANSCRIBER_CLASSES & names) and tag_name(element) in BLOCK_TAGS and tag_name(element) != "body"


def _footnote_targets(root: _Element, external_anchors: frozenset[str]) -> Iterator[_Element]:
    """What raised numbers lead to further on; a link back from a note to its number leads upwards."""
    open_anchors = set(external_anchors)
    for element in root.iter():
        if open_anchors and open_anchors & {attribute(element, "id"), attribute(element, "name")}:
            yield element
        if is_note_reference(element):
            document, _, name = attribute(element, "href").partition("#")
            open_anchors |= {name} if name and not document else set()


def _enclosing_block(element: _Element) -> _Element | None:
    block: _Element | None = element
    while block is not None and tag_name(block) not in BLOCK_TAGS:
        block = block.getparent()
    return block


def _block_starting_at(target: _Element) -> _Element | None:
    """The block that a target begins; None for one that stands after words, as a number in the story does.

    A link back from a note leads to such a number, which may be in a later chapter where names are used twice.
    """
    block = _enclosing_block(target)
    return None if block is None or _is_preceded_by_text(target, block) else block


def _is_preceded_by_text(target: _Element, block: _Element) -> bool:
    current = target
    while current is not block:
        parent = current.getparent()
        if parent is None or _has_letters(parent.text):
            return True
        for sibling in islice(current.itersiblings(preceding=True), MAX_SIBLING_STEPS):
            if _has_letters(sibling.tail) or any(
                _has_letters(str(text)) for text in islice(sibling.itertext(), MAX_SIBLING_STEPS)
            ):
                return True
        current = parent
    return False


def _has_letters(text: str | None) -> bool:
    return any(character.isalpha() for character in text or "")


def _can_be_footnote(block: _Element) -> bool:
    if tag_name(block) in ("body", "html", "section", "article", "main", *HEADING_LEVELS):
        return False
    return bool(short_element_text(block, MAX_NOTE_CHARACTERS)) and next(block.iter(*HEADING_LEVELS), None) is None
