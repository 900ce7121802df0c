"""Accounts for the words of a document that do not come into the text: each passage with the rule that leaves it out.

It looks at the document, not at what was taken from it, so that a passage nobody thought of is found.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from audiobook.model import Omission
from audiobook.reading.compose import Piece
from audiobook.reading.element_marks import Tag, Tags
from audiobook.reading.html.boilerplate import PAGE_FURNITURE, Furniture, are_comments
from audiobook.reading.html.css import HIDDEN
from audiobook.reading.html.flow import BLOCKS, is_hidden, is_unseen
from audiobook.reading.html.parse import attribute, tag_of
from audiobook.reading.html.pictures import ILLUSTRATION

if TYPE_CHECKING:
    from lxml.etree import _Element

CONTROLS = "buttons and forms"
AROUND = "a few words around the story"
COMMENTS = "comments"
UNREAD = "lost while the page was read"
# What holds code or pictures, and no words for anybody.
WORDLESS = frozenset("script style head meta link svg math object embed applet canvas audio video map iframe".split())
PRESSED = frozenset(("button", "select", "option", "input", "textarea", "datalist"))
# Below this a passage that no rule names is a caption, a date, a site's motto; from here on it may be a paragraph.
FEW_WORDS = 25
# From here on a passage that a rule leaves out is worth a look, unless it is a list of links.
MANY_WORDS = 100
LINKED_SHARE = 0.5
OPENING_WORDS = 12


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What is known of all that stands around the story: the rule that leaves it out, "" for none.

    Without one, a passage below `few_words` is a caption, a date, a motto.
    """

    reason: str = ""
    few_words: int = FEW_WORDS


UNKNOWN = Surroundings()


@dataclass(slots=True)
class _Passage:
    """The text of one part of the document that is left out, as it is gathered; `element` is where it begins.

    `in_text` says that it stands in the text, marked as no story; then it counts only where it may be story.
    """

    reason: str
    element: _Element | None = None
    in_text: bool = False
    parts: list[str] = field(default_factory=list)

    def words(self) -> list[str]:
        return "".join(self.parts).split()


def omissions_of(
    body: _Element,
    roots: Collection[_Element],
    tags: Tags,
    furniture: Furniture | None,
    pieces: Iterable[Piece],
    outside: Surroundings = UNKNOWN,
) -> tuple[Omission, ...]:
    """What of a document's body did not come into the pieces that were taken from it.

    `roots` are the elements that the pieces come from, `outside` is what is known of all around them.
    """
    ledger = _Ledger(body, set(roots), tags, furniture, outside.reason)
    kept = sum(len(part.split()) for part in ledger.taken)
    kept -= sum(len(passage.words()) for passage in ledger.passages if passage.in_text)
    pairs = ((passage, _omission(passage, furniture, kept, outside)) for passage in ledger.passages if passage.words())
    found = [one for passage, one in pairs if one.doubtful or not passage.in_text]
    missing = _missing(ledger.taken, pieces)
    return tuple([*found, Omission("", 0, missing, UNREAD, doubtful=True)] if missing else found)


def _missing(taken: Iterable[str], pieces: Iterable[Piece]) -> int:
    """How many letters of all that should have come into the pieces they do not have."""
    counts = Counter("".join(taken))
    counts.subtract(Counter("".join(_own_words(pieces))))
    return sum(number for character, number in counts.items() if number > 0 and character.isalnum())


def _own_words(pieces: Iterable[Piece]) -> Iterator[str]:
    """The text of the pieces without what stands for pictures, which the document has in no text of its own."""
    for piece in pieces:
        at = 0
        for mark in piece.marks:
            if mark.reason == ILLUSTRATION:
                yield piece.text[at : mark.start]
                at = mark.end
        yield piece.text[at:]


def _omission(passage: _Passage, furniture: Furniture | None, kept: int, outside: Surroundings) -> Omission:
    words = passage.words()
    reason = passage.reason
    if not reason and len(words) < outside.few_words:
        reason = AROUND
    linked = furniture.linked_share(passage.element) if furniture and passage.element is not None else 0.0
    worth_a_look = len(words) >= MANY_WORDS and linked < LINKED_SHARE and reason in (HIDDEN, PAGE_FURNITURE)
    outweighs = reason == COMMENTS and len(words) > kept
    sure = reason == outside.reason != ""
    opening = " ".join(words[:OPENING_WORDS])
    doubtful = not sure and (not reason or worth_a_look or outweighs)
    return Omission(reason, len(words), sum(map(len, words)), opening, doubtful)


def _why_unseen(element: _Element) -> str:
    return CONTROLS if tag_of(element) in PRESSED else HIDDEN


def _ancestors(elements: Iterable[_Element]) -> set[_Element]:
    found: set[_Element] = set()
    for element in elements:
        for above in element.iterancestors():
            if above in found:
                break
            found.add(above)
    return found


class _Ledger:
    """One walk over a document: `taken` is the text inside the roots, `passages` is all other."""

    def __init__(
        self, body: _Element, roots: set[_Element], tags: Tags, furniture: Furniture | None, outside: str
    ) -> None:
        self.taken: list[str] = []
        self.passages: list[_Passage] = []
        self._roots, self._tags, self._furniture, self._outside = roots, tags, furniture, outside
        self._above = _ancestors(roots) - roots
        self._walk(body)

    def _walk(self, body: _Element) -> None:
        from lxml import etree

        # None stands for what is taken.
        inside: list[_Passage | None] = [self._opened(self._outside, None)]
        walker = etree.iterwalk(body, events=("start", "end"))
        for event, element in walker:
            if event == "end":
                left = inside.pop()
                self._add(left, " " if tag_of(element) in BLOCKS else None)
                if element is not body:
                    self._add(inside[-1], element.tail)
                continue
            inside.append(self._of(element, inside[-1]))
            if tag_of(element) in WORDLESS:
                walker.skip_subtree()
            else:
                self._add(inside[-1], element.text)

    def _of(self, element: _Element, around: _Passage | None) -> _Passage | None:
        """The passage that an element's text belongs to, None where it is taken."""
        if element in self._roots:
            return None
        if around is None or around.in_text:
            tag = self._tags.get(element)
            if not is_unseen(element, tag):
                return self._in_text(element, tag, around)
            return self._opened(tag.reason if tag and tag.omitted else _why_unseen(element), element)
        if element in self._above:
            return around
        reason = self._reason(element)
        begins = reason or around.element is None
        if around.reason or not begins:
            return around
        return self._opened(reason, element)

    def _in_text(self, element: _Element, tag: Tag | None, around: _Passage | None) -> _Passage | None:
        """The passage of furniture that an element which comes into the text belongs to, None where it is story."""
        if tag is None or (around is not None and tag.role is not None):
            return around
        if tag.reason != PAGE_FURNITURE:
            return None
        passage = self._opened(COMMENTS if are_comments(element) else PAGE_FURNITURE, element)
        passage.in_text = True
        return passage

    def _reason(self, element: _Element) -> str:
        """Why an element outside of the roots is left out, "" where no rule says so."""
        if self._outside:
            return self._outside
        if is_hidden(element):
            return _why_unseen(element)
        if are_comments(element):
            return COMMENTS
        header = tag_of(element) == "header" or attribute(element, "role") == "heading"
        return PAGE_FURNITURE if header or (self._furniture and self._furniture.holds(element)) else ""

    def _opened(self, reason: str, element: _Element | None) -> _Passage:
        passage = _Passage(reason, element)
        self.passages.append(passage)
        return passage

    def _add(self, passage: _Passage | None, text: str | None) -> None:
        if not text:
            return
        if passage is not None:
            passage.parts.append(text)
        if passage is None or passage.in_text:
            self.taken.append(text)
