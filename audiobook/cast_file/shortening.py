"""A long cast file without the lines that an edit doesn't touch: taking those apart with all else would take seconds.

A run of such [[line]] entries becomes one entry that stands for it, and is put back as it was when the rest is edited.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from audiobook.cast_file.rows import LINE_TABLE, RowKey
from audiobook.cast_file.values import CastFile, LineCorrection
from audiobook.files.toml import TABLE_HEADER

LINE_HEADER = re.compile(r"\[\[line\]\][ \t]*(?:#.*)?")
# What an entry may consist of to be left out: rows that stand for themselves.
SIMPLE_ROW = re.compile(
    r"""[ \t]*(?:#.*)?|[ \t]*\w+[ \t]*=[ \t]*(?:"(?:[^"\\]|\\.)*"|'[^']*'|\d+)[ \t]*(?:#.*)?""", re.ASCII
)
# Texts over several lines may have rows that look like headers.
LONG_TEXT = re.compile(r'"{3}|\'{3}')
# No line of a story is this: it has characters that no text may have.
STAND_IN = '[[line]]\ntext = "\\u0001{number}\\u0001"\nspeaker = "x"\n'


@dataclass(frozen=True, slots=True)
class ShortenedText:
    """The text that is left, and the entries that are left out, by those that stand for them."""

    text: str
    left_out: tuple[tuple[str, str], ...] = ()

    def restore(self, edited: str) -> str | None:
        """An edited text with what was left out; None if an entry that stands for something is not in it, or twice."""
        for stand_in, rows in self.left_out:
            if edited.count(stand_in) != 1:
                return None
            edited = edited.replace(stand_in, rows)
        return edited


def shorten_text(text: str, cast_file: CastFile, touched: Collection[RowKey] | None) -> ShortenedText:
    """The text of a cast file without the [[line]] entries that aren't `touched`; None means that any may be.

    The first and the last entry stay, as new ones go after those that there are. `cast_file` is what the text says.
    """
    if touched is None or LONG_TEXT.search(text) or "\\u0001" in text:
        return ShortenedText(text)
    sections = list(_split_sections(text.split("\n")))
    numbers = [number for number, rows in enumerate(sections) if LINE_HEADER.fullmatch(rows[0])]
    if len(numbers) != len(cast_file.lines):
        return ShortenedText(text)
    keys = dict(zip(numbers, map(_key_of, cast_file.lines), strict=True))
    kept = {*numbers[:1], *numbers[-1:]}
    untouched = {
        number
        for number in numbers
        if number not in kept and keys[number] not in touched and all(map(SIMPLE_ROW.fullmatch, sections[number][1:]))
    }
    return _leave_out(sections, untouched)


def _leave_out(sections: list[list[str]], untouched: set[int]) -> ShortenedText:
    parts: list[str] = []
    left_out: list[tuple[str, str]] = []
    run: list[str] = []
    for number, rows in enumerate([*sections, []]):
        if number in untouched:
            run += rows
            continue
        if run:
            stand_in = STAND_IN.format(number=len(left_out))
            left_out.append((stand_in, "\n".join((*run, ""))))
            parts.append(stand_in.removesuffix("\n"))
            run = []
        parts += rows
    return ShortenedText("\n".join(parts), tuple(left_out))


def _split_sections(rows: list[str]) -> Iterator[list[str]]:
    """The rows from each header to the next one; those before the first header come first, if there are any."""
    section: list[str] = []
    for row in rows:
        if section and TABLE_HEADER.match(row):
            yield section
            section = []
        section.append(row)
    yield section


def _key_of(line: LineCorrection) -> RowKey:
    return (LINE_TABLE, line.text, str(line.chapter), str(line.paragraph), str(line.quotation))
