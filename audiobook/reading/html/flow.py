"""Walks through a document in reading order and takes its text out, piece by piece.

The walk keeps its own stacks, so that no depth of nesting can exhaust Python's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from audiobook.model import Role
from audiobook.reading.compose import Piece
from audiobook.reading.element_marks import STORY, Tag, Tags
from audiobook.reading.html.inline import EMPTY_LINE, LINE_BREAK, Run, paragraphs
from audiobook.reading.html.parse import HIDDEN_STYLE, attribute, classes, short_text_of, tag_of, text_of, types
from audiobook.reading.html.pictures import BREAK_LINE, picture
from audiobook.reading.html.tables import rows_of
from audiobook.reading.html.typography import PLAIN, Face, Faces

if TYPE_CHECKING:
    from lxml.etree import _Element

BLOCKS = frozenset(
    "html body address article aside blockquote center dd details dialog dir div dl dt fieldset figcaption figure "
    "footer form h1 h2 h3 h4 h5 h6 header hgroup hr legend li main menu nav ol p pre search section summary table "
    "tbody td tfoot th thead tr ul caption".split()
)
HEADINGS = {f"h{level}": level for level in range(1, 7)}
EMPHASIS = frozenset(("em", "i"))
# What a page shows no words of, or only words to press.
NOT_READ = frozenset(
    "script style template noscript head title link meta iframe object embed applet svg canvas audio video map button "
    "input select option textarea datalist rp base frame noframes".split()
)
ITALIC_STYLE = re.compile(r"font-style\s*:\s*(?:italic|oblique)", re.IGNORECASE)
UPRIGHT_STYLE = re.compile(r"font-style\s*:\s*normal", re.IGNORECASE)
KEPT_LINES_STYLE = re.compile(r"white-space\s*:\s*(?:pre|break-spaces)", re.IGNORECASE)
READING = "reading of the characters before it"
FOOTNOTE_MARK = "footnote mark"
PAGE_NUMBER = "page number"
PAGE_BREAK = "pagebreak"
QUOTES = ("“", "”")
NO_SHEETS = Faces({})
# The edge of a container that is known to hold story.
BOUND = Piece("", Role.BOUND)


def pieces_of(
    root: _Element, tags: Tags, anchors: frozenset[str] = frozenset(), faces: Faces = NO_SHEETS
) -> tuple[Piece, ...]:
    """The text inside `root` in reading order; `tags` tell roles, `anchors` are the places that have to be known.

    `faces` is what style sheets say of how classes are set.
    """
    return tuple(_Walk(tags, anchors, faces).over(root))


def is_hidden(element: _Element) -> bool:
    """Whether a page does not show an element."""
    if tag_of(element) in NOT_READ or element.get("hidden") is not None:
        return True
    if not element.keys():  # as most elements are
        return False
    silent = attribute(element, "aria-hidden") == "true" and tag_of(element) != "hr"
    return silent or bool(HIDDEN_STYLE.search(attribute(element, "style")))


def is_unseen(element: _Element, tag: Tag | None) -> bool:
    """Whether an element's words do not come into the text; a tag that names it story makes a hidden one seen."""
    if tag is None:
        return is_hidden(element)
    return tag.omitted or (is_hidden(element) and tag.role is not None)


class _Walk:
    """One walk: what it is in at the moment, and the inline text gathered since the last paragraph."""

    def __init__(self, tags: Tags, anchors: frozenset[str], faces: Faces) -> None:
        self.tags, self.anchors, self._sheets = tags, anchors, faces
        self.runs: list[Run] = []
        self.roles: list[Tag] = [STORY]
        self.heading = self.emphasis = self.kept_lines = 0
        self.emphases: list[int] = []
        self.faces: list[Face] = [PLAIN]

    def over(self, root: _Element) -> Iterator[Piece]:
        from lxml import etree

        walker = etree.iterwalk(root, events=("start", "end"))
        for event, element in walker:
            if event == "end":
                yield from self._leave(element)
                if element is not root:
                    self._say(element.tail)
            elif self._is_unseen(element) or self._taken_whole(element):
                walker.skip_subtree()
                self._note_anchor(element)
            else:
                yield from self._enter(element)
                if tag_of(element) == "table" and (rows := rows_of(element)):
                    walker.skip_subtree()
                    yield from (self._in_role(Piece(row)) for row in rows)
        yield from self._flush()

    def _enter(self, element: _Element) -> Iterator[Piece]:
        tag = tag_of(element)
        if self._is_block(element):
            yield from self._flush()
        self._note_anchor(element)
        if element in self.tags:
            self.roles.append(self.tags[element])
            if self.tags[element].role is None:
                yield BOUND
        self.emphases.append(self.emphasis)
        self.emphasis = self._emphasis_in(element)
        self.faces.append(self._sheets.within(self.faces[-1], element, self._is_block(element)))
        self.kept_lines += _keeps_lines(element)
        self.heading = HEADINGS.get(tag, self.heading)
        if tag == "hr":
            yield self._in_role(Piece(BREAK_LINE, Role.BREAK))
        elif tag == "br":
            self.runs.append(LINE_BREAK)
        elif tag == "img":
            self._see(element)
        elif tag == "q":
            self._say(QUOTES[0])
        self._say(element.text)

    def _leave(self, element: _Element) -> Iterator[Piece]:
        if self._is_unseen(element) or (element not in self.tags and _reason_whole(element)):
            return
        if tag_of(element) == "q":
            self._say(QUOTES[1])
        if self._is_block(element):
            yield from self._flush(paragraph=tag_of(element) == "p")
        if element in self.tags and self.roles.pop().role is None:
            yield BOUND
        self.emphasis = self.emphases.pop()
        self.faces.pop()
        self.kept_lines -= _keeps_lines(element)
        if tag_of(element) in HEADINGS:
            self.heading = 0

    def _is_unseen(self, element: _Element) -> bool:
        return is_unseen(element, self.tags.get(element))

    def _is_block(self, element: _Element) -> bool:
        return tag_of(element) in BLOCKS or element in self.tags

    def _emphasis_in(self, element: _Element) -> int:
        style = attribute(element, "style")
        if style and UPRIGHT_STYLE.search(style):
            return 0
        italic = tag_of(element) in EMPHASIS or bool(style and ITALIC_STYLE.search(style))
        return 1 if italic else self.emphasis

    def _taken_whole(self, element: _Element) -> bool:
        """Takes the text of a footnote's mark, a ruby reading or a page's number as one run; else says False."""
        reason = "" if element in self.tags else _reason_whole(element)
        text = text_of(element).strip("[](){} ") if reason else ""
        if text:
            self.runs.append(Run(f"({text})" if reason == READING else f"[{text}]", reason=reason))
        return bool(reason)

    def _note_anchor(self, element: _Element) -> None:
        if not self.anchors:
            return
        for name in {attribute(element, "id"), attribute(element, "name") if tag_of(element) == "a" else ""}:
            if name in self.anchors:
                self.runs.append(Run("", anchor=name))

    def _say(self, text: str | None) -> None:
        if not text:
            return
        if not self.kept_lines:
            self.runs.append(Run(text, bool(self.emphasis), face=self.faces[-1]))
            return
        for number, line in enumerate(text.split("\n")):
            if number:
                self.runs.append(LINE_BREAK)
            self.runs.append(Run(line, bool(self.emphasis)))

    def _see(self, element: _Element) -> None:
        run = picture(element)
        if run:
            self.runs.append(run)

    def _flush(self, paragraph: bool = False) -> Iterator[Piece]:
        """What has been gathered, as pieces; a `paragraph` that shows only an empty line is one."""
        runs, self.runs = self.runs, []
        if not runs:
            return
        found = list(paragraphs(runs, plain=bool(self.heading)))
        if not any(piece.text for piece in found) and paragraph and any(run is LINE_BREAK for run in runs):
            found.append(Piece(EMPTY_LINE))
        if self.heading:
            found = list(_one_heading(found, self.heading))
        yield from (self._in_role(_broken(piece)) for piece in found)

    def _in_role(self, piece: Piece) -> Piece:
        tag = self.roles[-1]
        if tag.role is None or not piece.text:
            return piece
        if piece.role is Role.BREAK and tag.role is not Role.METADATA:
            return piece
        if tag.role in (Role.CHAPTER, Role.HEADING):
            return heading_piece(piece, tag.role, tag.level)
        return replace(piece, role=tag.role, reason=tag.reason, title="", level=0)


def _reason_whole(element: _Element) -> str:
    """Why an element's text is one mark inside a paragraph and no story, "" for all others."""
    if tag_of(element) == "rt":
        return READING
    if not element.keys():
        return ""
    if is_note_reference(element):
        return FOOTNOTE_MARK
    return PAGE_NUMBER if PAGE_BREAK in types(element) else ""


def _keeps_lines(element: _Element) -> bool:
    return tag_of(element) == "pre" or bool(KEPT_LINES_STYLE.search(attribute(element, "style")))


def _broken(piece: Piece) -> Piece:
    """The piece, a BREAK where it is only an ornament's picture."""
    return replace(piece, role=Role.BREAK, marks=()) if piece.text == BREAK_LINE and piece.marks else piece


def _one_heading(pieces: list[Piece], level: int) -> Iterator[Piece]:
    """A heading's lines as one piece; what has no letters in it is no heading."""
    anchors = tuple(anchor for piece in pieces for anchor in piece.anchors)
    lines = [piece for piece in pieces if piece.text.strip()]
    if not any(character.isalnum() for piece in lines for character in piece.text):
        yield from pieces
        return
    whole = replace(lines[0], text="\n".join(piece.text for piece in lines), anchors=anchors)
    yield heading_piece(whole, Role.HEADING, level)


def heading_piece(piece: Piece, role: Role, level: int = 0) -> Piece:
    """The piece as a heading, its title on one line and without the numbers of footnotes."""
    starts, ends = [0, *(mark.end for mark in piece.marks)], [*(mark.start for mark in piece.marks), len(piece.text)]
    text = "".join(piece.text[start:end] for start, end in zip(starts, ends, strict=True))
    lines = [" ".join(line.split()) for line in text.split("\n") if line.strip()]
    return replace(piece, role=role, title=_titled(lines).strip("* "), level=level, reason="", marks=())


def _titled(lines: list[str]) -> str:
    """Several lines as one title: the second names what the first numbers."""
    if len(lines) < 2:
        return "".join(lines)
    first = lines[0].rstrip(":")
    return f"{first}: {' '.join(lines[1:])}" if first[-1:].isalnum() else f"{first} {' '.join(lines[1:])}"


MOST_NUMBER_CHARACTERS = 40
NOTE_TYPES = frozenset(("noteref",))
NUMBER = re.compile(r"\[?\(?(?:\d{1,4}|[ivx]{1,5}|[a-z]|[*†‡§¶]{1,3})\)?\]?", re.IGNORECASE)


def is_note_reference(element: _Element) -> bool:
    """Whether an element is the raised number that leads to a footnote."""
    if tag_of(element) != "a" or "#" not in attribute(element, "href"):
        return False
    if not NUMBER.fullmatch(short_text_of(element, MOST_NUMBER_CHARACTERS)):
        return False
    parent = element.getparent()
    raised = (parent is not None and tag_of(parent) == "sup") or any(tag_of(child) == "sup" for child in element)
    return raised or bool(NOTE_TYPES & types(element)) or bool(classes(element) & {"footnote-ref", "noteref", "fnref"})
