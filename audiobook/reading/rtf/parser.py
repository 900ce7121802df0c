"""Reads the control words of a rich-text document, group by group; groups may nest as deep as they like."""

from __future__ import annotations

import re
import struct
from dataclasses import dataclass, replace
from enum import Enum, auto

from audiobook.reading.rtf.content import PLAIN_LOOK, RtfContent, RtfLook, RtfParagraph, RtfRun
from audiobook.reading.rtf.tokens import (
    CHARACTER_SET_CODECS,
    CHARACTERS,
    DEFAULT_CODEC,
    Token,
    TokenKind,
    codec_of_page,
    split_tokens,
)


class Destination(Enum):
    """Where the text of a group goes."""

    TEXT = auto()
    SKIPPED = auto()
    FONTS = auto()
    STYLES = auto()
    PROPERTY = auto()


# Groups that are no text of the story, by their first control word: headers, pictures, fields' codes, numbers of lists.
MARGINS = tuple(f"{name}{page}" for name in ("header", "footer") for page in ("", "l", "r", "f"))
SKIPPED_WORDS = frozenset(MARGINS) | frozenset(
    "colortbl pict ftnsep ftnsepc ftncn aftnsep aftnsepc "
    "aftncn xe tc tcl rxe fldinst listtext pntext pntxta pntxtb sp shprslt nonshppict objdata info upr revtbl filetbl "
    "listtable listoverridetable rsidtbl generator themedata datastore latentstyles private template buptim printim "
    "revtim operator company category manager".split()
)  # fmt: skip
# Groups marked as "skip this if you don't know it" that hold text.
KNOWN_STARRED = frozenset(("shpinst", "shptxt", "footnote", "annotation"))
PROPERTY_LABELS = {"title": "title", "author": "creator", "subject": "subject", "doccomm": "description"}
DATE_WORDS = {"yr": 4, "mo": 2, "dy": 2}
PARAGRAPH_ENDS = frozenset(("par", "sect", "page", "column", "cell", "nestcell", "row", "nestrow", "pagebb"))
ALIGNMENTS = {"qc": True, "ql": False, "qr": False, "qj": False, "qd": False}
DOCUMENT_CODECS = {"ansi": DEFAULT_CODEC, "mac": "mac_roman", "pc": "cp437", "pca": "cp850"}
HEADING_STYLE = re.compile(r"heading (\d)", re.IGNORECASE)
# An outline level of nine is ordinary text.
MAX_OUTLINE_LEVEL = 8
# The largest unit of UTF-16, and the last character there is.
LAST_UNIT, MAX_CHARACTER = 0xFFFF, 0x10FFFF


@dataclass(slots=True)
class Flow:
    """A sequence of paragraphs, of which the last one is still open."""

    paragraphs: list[RtfParagraph]
    runs: list[RtfRun]


@dataclass(frozen=True, slots=True)
class GroupState:
    """What a group's text looks like and where it goes; a group inside takes it over, and it ends with the group."""

    flow: Flow
    destination: Destination = Destination.TEXT
    look: RtfLook = PLAIN_LOOK
    font: int = 0
    style: int = 0
    outline: int | None = None
    centered: bool = False
    indented: bool = False
    fallback_length: int = 1
    label: str = ""


@dataclass(frozen=True, slots=True)
class StyleEntry:
    """A style of the document: its name, and its level as a heading, 0 for none."""

    name: str
    level: int


def parse_rtf(data: bytes) -> RtfContent:
    """All that is in a rich-text document; a damaged one is read as far as it can be."""
    return _RtfParser().parse(data)


class _RtfParser:
    """One pass over the tokens: the state of each open group, and the bytes that are still to be decoded."""

    def __init__(self) -> None:
        self.content = RtfContent()
        self._state = GroupState(Flow(self.content.paragraphs, []))
        self._stack: list[GroupState] = []
        self._fonts: dict[int, str] = {}
        self._styles: dict[int, StyleEntry] = {}
        self._codec, self._default_font = DEFAULT_CODEC, 0
        self._bytes = bytearray()
        self._units: list[int] = []
        self._to_skip = 0
        self._is_starred = self._at_group_start = False

    def parse(self, data: bytes) -> RtfContent:
        for token in split_tokens(data):
            if token.kind is TokenKind.TEXT:
                self._take_bytes(token)
            elif token.kind is TokenKind.OPEN:
                self._flush_text()
                self._stack.append(self._state)
                self._at_group_start, self._is_starred, self._to_skip = True, False, 0
            elif token.kind is TokenKind.CLOSE:
                self._close_group()
            else:
                self._take_word(token.word, token.number)
        while self._stack:
            self._close_group()
        self._flush_text()
        self._end_paragraph(is_final=True)
        return self.content

    def _close_group(self) -> None:
        self._flush_text()
        self._to_skip = 0
        self._at_group_start = False
        if not self._stack:  # one brace too many: what follows is still text
            return
        closed, self._state = self._state, self._stack.pop()
        if closed.flow is not self._state.flow:
            self._state, outer = closed, self._state
            self._end_paragraph(is_final=True)
            self._state = outer

    def _take_bytes(self, token: Token) -> None:
        data = token.data
        if self._to_skip:
            skipped = min(self._to_skip, len(data))
            self._to_skip -= skipped
            data = data[skipped:]
        self._at_group_start = self._at_group_start and not data.strip()
        if data and self._state.destination is not Destination.SKIPPED:
            self._flush_units()
            self._bytes += data

    def _take_word(self, word: str, number: int | None) -> None:
        if word == "*":
            self._is_starred = True
            return
        if self._to_skip and word not in ("u", "uc"):
            self._to_skip -= 1
            return
        starts_group, self._at_group_start = self._at_group_start or self._is_starred, False
        is_starred, self._is_starred = self._is_starred, False
        if self._state.destination is Destination.SKIPPED:
            return
        if word == "u":
            self._take_unicode(number or 0)
        elif starts_group and self._open_destination(word, is_starred):
            return
        elif word in CHARACTERS:
            self._add_text(CHARACTERS[word])
        else:
            self._flush_text()
            self._apply_word(word, number)

    def _take_unicode(self, number: int) -> None:
        self._flush_bytes()
        if number > LAST_UNIT:  # calibre writes an emoji's number as it is, not as two units
            self._units += struct.unpack("<2H", chr(min(number, MAX_CHARACTER)).encode("utf-16-le", "surrogatepass"))
        else:
            self._units.append(number & LAST_UNIT)
        self._to_skip = self._state.fallback_length

    def _open_destination(self, word: str, is_starred: bool) -> bool:
        """Whether a group's first word says where its text goes."""
        state = self._state
        if word in ("fonttbl", "stylesheet"):
            kind = Destination.FONTS if word == "fonttbl" else Destination.STYLES
            self._state = replace(state, destination=kind)
        elif word == "footnote":
            paragraphs: list[RtfParagraph] = []
            self.content.notes.append(paragraphs)
            state.flow.runs.append(RtfRun(str(len(self.content.notes)), note=len(self.content.notes)))
            self._state = replace(state, flow=Flow(paragraphs, []), look=PLAIN_LOOK)
        elif word == "annotation":
            self._state = replace(state, flow=Flow(self.content.comments, []), look=PLAIN_LOOK)
        elif word in PROPERTY_LABELS or word == "creatim":
            self._state = replace(state, destination=Destination.PROPERTY, label=PROPERTY_LABELS.get(word, "published"))
        elif word != "info" and (word in SKIPPED_WORDS or (is_starred and word not in KNOWN_STARRED)):
            self._state = replace(state, destination=Destination.SKIPPED)
        else:
            return False
        return True

    def _apply_word(self, word: str, number: int | None) -> None:
        state = self._state
        is_on = number != 0
        if word in PARAGRAPH_ENDS:
            self._end_paragraph(is_final=word != "par")
        elif word in ("line", "lbr", "softline"):
            self._add_text("\n")
        elif word in ("b", "i", "v", "deleted"):
            name = {"b": "bold", "i": "italic", "v": "hidden", "deleted": "deleted"}[word]
            self._state = replace(state, look=replace(state.look, **{name: is_on}))
        elif word == "fs":
            self._state = replace(state, look=replace(state.look, size=number or 0))
        elif word == "plain":
            self._state = replace(state, look=replace(PLAIN_LOOK, deleted=state.look.deleted), font=self._default_font)
        elif word == "pard":
            self._state = replace(state, style=0, outline=None, centered=False, indented=False)
        elif word in ALIGNMENTS:
            self._state = replace(state, centered=ALIGNMENTS[word])
        elif number is not None:
            self._apply_number(word, number)
        elif word in DOCUMENT_CODECS:
            self._codec = DOCUMENT_CODECS[word]

    def _apply_number(self, word: str, number: int) -> None:
        state = self._state
        if word == "f":
            self._state = replace(state, font=number)
        elif word == "s":
            self._state = replace(state, style=number)
        elif word == "li":
            self._state = replace(state, indented=number > 0)
        elif word == "outlinelevel":
            self._state = replace(state, outline=number)
        elif word == "uc":
            self._state = replace(state, fallback_length=min(max(number, 0), 8))
        elif word == "fcharset" and number in CHARACTER_SET_CODECS:
            self._fonts[state.font] = CHARACTER_SET_CODECS[number]
        elif word == "ansicpg":
            self._codec = codec_of_page(number)
        elif word == "deff":
            self._default_font = number
        elif word in DATE_WORDS and state.destination is Destination.PROPERTY:
            date = self.content.properties.get(state.label, "")
            self.content.properties[state.label] = f"{date}-{number:0{DATE_WORDS[word]}}".lstrip("-")

    def _add_text(self, text: str) -> None:
        self._flush_text()
        self._put_text(text)

    def _flush_text(self) -> None:
        self._flush_bytes()
        self._flush_units()

    def _flush_bytes(self) -> None:
        if self._bytes:
            data, self._bytes = bytes(self._bytes), bytearray()
            self._put_text(data.decode(self._fonts.get(self._state.font, self._codec), "replace"))

    def _flush_units(self) -> None:
        """Characters beyond the first 65,536 come as two numbers, as in UTF-16."""
        if self._units:
            data = b"".join(unit.to_bytes(2, "little") for unit in self._units)
            self._units = []
            self._put_text(data.decode("utf-16-le", "replace"))

    def _put_text(self, text: str) -> None:
        state = self._state
        if state.destination is Destination.TEXT:
            state.flow.runs.append(RtfRun(text, state.look))
        elif state.destination is Destination.PROPERTY:
            self.content.properties[state.label] = self.content.properties.get(state.label, "") + text
        elif state.destination is Destination.STYLES and text.strip(" ;"):
            name = text.strip(" ;")
            self._styles[state.style] = StyleEntry(name, _style_level(name, state.outline))

    def _end_paragraph(self, is_final: bool) -> None:
        """Ends the open paragraph; an empty one counts only if the document ends it with a word of its own."""
        state = self._state
        if state.destination is not Destination.TEXT or (is_final and not state.flow.runs):
            return
        style = self._styles.get(state.style, StyleEntry("", 0))
        level = style.level if state.outline is None else _outline_to_level(state.outline)
        state.flow.paragraphs.append(
            RtfParagraph(tuple(state.flow.runs), style.name, level, state.centered, state.indented)
        )
        state.flow.runs.clear()


def _style_level(name: str, outline: int | None) -> int:
    heading = HEADING_STYLE.match(name)
    return int(heading[1]) if heading else 0 if outline is None else _outline_to_level(outline)


def _outline_to_level(outline: int) -> int:
    return outline + 1 if 0 <= outline <= MAX_OUTLINE_LEVEL else 0
