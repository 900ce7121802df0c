"""Accounts for the words of a document that don't get into the text: each passage, with the rule that leaves it out.

It looks at the document itself, not at the extracted blocks, so it also finds passages that no rule expected.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from audiobook.model import Omission
from audiobook.reading.annotations import Annotation, AnnotationMap
from audiobook.reading.html.block_extraction import BLOCK_TAGS, is_hidden, is_left_out
from audiobook.reading.html.boilerplate import BoilerplateDetector, is_comment_section
from audiobook.reading.html.parse import attribute, tag_name
from audiobook.reading.source_blocks import SourceBlock
from audiobook.text.skip_reasons import (
    COMMENTS,
    CONTROLS,
    HIDDEN_TEXT,
    ILLUSTRATION,
    LOST_WORDS,
    SITE_TEXT,
    SURROUNDING_WORDS,
)

if TYPE_CHECKING:
    from lxml.etree import _Element

# Elements that hold code or images, and no words for readers.
WORDLESS_TAGS = frozenset(
    "script style head meta link svg math object embed applet canvas audio video map iframe".split()
)
CONTROL_TAGS = frozenset(("button", "select", "option", "input", "textarea", "datalist"))
# A shorter passage that no rule explains is a caption, a date or a site's motto; a longer one may be a paragraph.
MIN_DOUBTFUL_WORDS = 25
# A passage this long is worth a look even if a rule leaves it out, unless it is a list of links.
MIN_SUSPICIOUS_WORDS = 100
MAX_LINKED_SHARE = 0.5
MAX_OPENING_WORDS = 12


@dataclass(frozen=True, slots=True)
class SurroundingText:
    """What is known about the text around the story: the rule that leaves it out, "" for none.

    Without a rule, a passage of fewer than `min_doubtful_words` is a caption, a date or a motto.
    """

    reason: str = ""
    min_doubtful_words: int = MIN_DOUBTFUL_WORDS


UNKNOWN_SURROUNDINGS = SurroundingText()


@dataclass(slots=True)
class _Passage:
    """The text of one part of the document that is left out; `element` is where it begins.

    `in_text` means that it is in the text, marked as not story; then it is reported only if it may be story.
    """

    reason: str
    element: _Element | None = None
    in_text: bool = False
    parts: list[str] = field(default_factory=list)

    def words(self) -> list[str]:
        return "".join(self.parts).split()


def find_omissions(
    body: _Element,
    roots: Collection[_Element],
    annotations: AnnotationMap,
    boilerplate: BoilerplateDetector | None,
    blocks: Iterable[SourceBlock],
    surroundings: SurroundingText = UNKNOWN_SURROUNDINGS,
) -> tuple[Omission, ...]:
    """What the blocks lack of a document's body.

    `roots` are the elements that the blocks come from, `surroundings` is what is known about the text around them.
    """
    ledger = _TextLedger(body, set(roots), annotations, boilerplate, surroundings.reason)
    story_words = sum(len(part.split()) for part in ledger.taken_texts)
    story_words -= sum(len(passage.words()) for passage in ledger.passages if passage.in_text)
    candidates = (
        (passage, _build_omission(passage, boilerplate, story_words, surroundings))
        for passage in ledger.passages
        if passage.words()
    )
    omissions = [omission for passage, omission in candidates if omission.doubtful or not passage.in_text]
    missing_letters = _count_missing_letters(ledger.taken_texts, blocks)
    return tuple(
        [*omissions, Omission("", 0, missing_letters, LOST_WORDS, doubtful=True)] if missing_letters else omissions
    )


def _count_missing_letters(taken_texts: Iterable[str], blocks: Iterable[SourceBlock]) -> int:
    """How many letters that should be in the blocks are missing from them."""
    counts = Counter("".join(taken_texts))
    counts.subtract(Counter("".join(_document_text(blocks))))
    return sum(number for character, number in counts.items() if number > 0 and character.isalnum())


def _document_text(blocks: Iterable[SourceBlock]) -> Iterator[str]:
    """The blocks' text without descriptions of images, which are not text in the document."""
    for block in blocks:
        offset = 0
        for excluded in block.excluded_spans:
            if excluded.reason == ILLUSTRATION:
                yield block.text[offset : excluded.start]
                offset = excluded.end
        yield block.text[offset:]


def _build_omission(
    passage: _Passage, boilerplate: BoilerplateDetector | None, story_words: int, surroundings: SurroundingText
) -> Omission:
    words = passage.words()
    reason = passage.reason
    if not reason and len(words) < surroundings.min_doubtful_words:
        reason = SURROUNDING_WORDS
    linked = boilerplate.linked_share(passage.element) if boilerplate and passage.element is not None else 0.0
    is_suspicious = (
        len(words) >= MIN_SUSPICIOUS_WORDS and linked < MAX_LINKED_SHARE and reason in (HIDDEN_TEXT, SITE_TEXT)
    )
    exceeds_story = reason == COMMENTS and len(words) > story_words
    is_known = reason == surroundings.reason != ""
    opening = " ".join(words[:MAX_OPENING_WORDS])
    doubtful = not is_known and (not reason or is_suspicious or exceeds_story)
    return Omission(reason, len(words), sum(map(len, words)), opening, doubtful)


def _hidden_reason(element: _Element) -> str:
    return CONTROLS if tag_name(element) in CONTROL_TAGS else HIDDEN_TEXT


def _collect_ancestors(elements: Iterable[_Element]) -> set[_Element]:
    ancestors: set[_Element] = set()
    for element in elements:
        for ancestor in element.iterancestors():
            if ancestor in ancestors:
                break
            ancestors.add(ancestor)
    return ancestors


class _TextLedger:
    """One walk over a document: `taken_texts` is the text inside the roots, `passages` is all other text."""

    def __init__(
        self,
        body: _Element,
        roots: set[_Element],
        annotations: AnnotationMap,
        boilerplate: BoilerplateDetector | None,
        outside_reason: str,
    ) -> None:
        self.taken_texts: list[str] = []
        self.passages: list[_Passage] = []
        self._roots, self._annotations = roots, annotations
        self._boilerplate, self._outside_reason = boilerplate, outside_reason
        self._root_ancestors = _collect_ancestors(roots) - roots
        self._walk(body)

    def _walk(self, body: _Element) -> None:
        from lxml import etree

        # None stands for text that is taken.
        passages: list[_Passage | None] = [self._open_passage(self._outside_reason, None)]
        walker = etree.iterwalk(body, events=("start", "end"))
        for event, element in walker:
            if event == "end":
                closed = passages.pop()
                self._append_text(closed, " " if tag_name(element) in BLOCK_TAGS else None)
                if element is not body:
                    self._append_text(passages[-1], element.tail)
                continue
            passages.append(self._find_passage(element, passages[-1]))
            if tag_name(element) in WORDLESS_TAGS:
                walker.skip_subtree()
            else:
                self._append_text(passages[-1], element.text)

    def _find_passage(self, element: _Element, enclosing: _Passage | None) -> _Passage | None:
        """The passage that an element's text belongs to, None if it is taken."""
        if element in self._roots:
            return None
        if enclosing is None or enclosing.in_text:
            annotation = self._annotations.get(element)
            if not is_left_out(element, annotation):
                return self._find_text_passage(element, annotation, enclosing)
            return self._open_passage(
                annotation.reason if annotation and annotation.is_omitted else _hidden_reason(element), element
            )
        if element in self._root_ancestors:
            return enclosing
        reason = self._omission_reason(element)
        opens_passage = reason or enclosing.element is None
        if enclosing.reason or not opens_passage:
            return enclosing
        return self._open_passage(reason, element)

    def _find_text_passage(
        self, element: _Element, annotation: Annotation | None, enclosing: _Passage | None
    ) -> _Passage | None:
        """The passage of boilerplate within the text that an element belongs to, None if it is story."""
        if annotation is None or (enclosing is not None and annotation.role is not None):
            return enclosing
        if annotation.reason != SITE_TEXT:
            return None
        passage = self._open_passage(COMMENTS if is_comment_section(element) else SITE_TEXT, element)
        passage.in_text = True
        return passage

    def _omission_reason(self, element: _Element) -> str:
        """Why an element outside the roots is left out, "" if no rule says so."""
        if self._outside_reason:
            return self._outside_reason
        if is_hidden(element):
            return _hidden_reason(element)
        if is_comment_section(element):
            return COMMENTS
        is_header = tag_name(element) == "header" or attribute(element, "role") == "heading"
        return SITE_TEXT if is_header or (self._boilerplate and self._boilerplate.is_boilerplate(element)) else ""

    def _open_passage(self, reason: str, element: _Element | None) -> _Passage:
        passage = _Passage(reason, element)
        self.passages.append(passage)
        return passage

    def _append_text(self, passage: _Passage | None, text: str | None) -> None:
        if not text:
            return
        if passage is not None:
            passage.parts.append(text)
        if passage is None or passage.in_text:
            self.taken_texts.append(text)
