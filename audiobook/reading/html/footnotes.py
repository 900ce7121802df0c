"""Finds footnotes: the targets of raised numbers, and elements that are declared as footnotes."""

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
# Project Gutenberg's classes for a box with such a note, without punctuation: "transnote", "tn-box".
TRANSCRIBER_CLASSES = frozenset("transnote transnotes transcribersnote transcribersnotes transcribernote tnote tnotes "
                                 "tnbox trnote".split())  # fmt: skip
FOOTNOTE_TYPES = frozenset(("footnote", "footnotes", "endnote", "endnotes", "rearnote", "rearnotes"))
FOOTNOTE_CLASSES = frozenset(("footnotes", "footnote", "endnotes"))
# A footnote is short. An archive's "endnotes" are an author's note after a chapter.
MAX_NOTE_CHARACTERS = 4000
# How many siblings before an element are checked; no paragraph has more.
MAX_SIBLING_STEPS = 50


def annotate_footnotes(root: _Element, external_anchors: frozenset[str] = frozenset()) -> dict[_Element, Annotation]:
    """Annotations for all footnotes and transcriber's notes in a document.

    `external_anchors` are the ids of footnotes that other documents link to.
    """
    annotations = {element: FOOTNOTES_ANNOTATION for element in root.iter() if _is_declared_footnote(element)}
    annotations.update((element, TRANSCRIBER_ANNOTATION) for element in root.iter() if _is_transcriber_note(element))
    # One block may have many targets.
    blocks = dict.fromkeys(_block_starting_at(target) for target in _footnote_targets(root, external_anchors))
    annotations.update(
        (block, FOOTNOTES_ANNOTATION) for block in blocks if block is not None and _can_be_footnote(block)
    )
    return annotations


def footnote_links(root: _Element) -> Iterator[str]:
    """The addresses that the raised numbers of a document link to ("notes.xhtml#n3")."""
    return (attribute(element, "href") for element in root.iter("a") if is_note_reference(element))


def _is_declared_footnote(element: _Element) -> bool:
    names = FOOTNOTE_TYPES & semantic_types(element) or FOOTNOTE_CLASSES & class_names(element)
    return bool(names) and tag_name(element) in BLOCK_TAGS and tag_name(element) != "body"


def _is_transcriber_note(element: _Element) -> bool:
    names = {name.casefold().replace("-", "").replace("_", "") for name in class_names(element)}
    return bool(TRANSCRIBER_CLASSES & names) and tag_name(element) in BLOCK_TAGS and tag_name(element) != "body"


def _footnote_targets(root: _Element, external_anchors: frozenset[str]) -> Iterator[_Element]:
    """The later elements that raised numbers link to; a link from a note back to its number points upwards."""
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
    """The block that begins with a target, None if text comes before it, as before a number in the story.

    A link from a note back points to such a number, which may be in a later chapter if ids are used twice.
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
