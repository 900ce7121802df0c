"""Adds lines to a long cast file as text, as taking the whole file apart and writing it anew would take seconds."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from audiobook.cast_file.edits import CastEdit, SetSpeaker
from audiobook.cast_file.reading import parse_cast_file
from audiobook.cast_file.rows import LINE_TABLE, RowChange, line_key
from audiobook.cast_file.values import CastEntry, CastFile, LineCorrection
from audiobook.errors import InputError
from audiobook.files.toml import TABLE_HEADER


def list_new_lines(
    cast_file: CastFile, edits: Iterable[CastEdit], entries: Iterable[CastEntry]
) -> tuple[LineCorrection, ...]:
    """The lines that edits add to a cast file; none if they do anything else, or if `entries` are not in it yet."""
    known_names = {name for name, _ in (*cast_file.voices, *cast_file.aliases)}
    if any(entry.name not in known_names for entry in entries):
        return ()
    lines = [edit.line if isinstance(edit, SetSpeaker) else None for edit in edits]
    keys = [_identify(line) for line in cast_file.lines]
    keys += [_identify(line) for line in lines if line is not None]
    return () if None in lines or len(set(keys)) < len(keys) else tuple(line for line in lines if line is not None)


def append_lines(path: Path, text: str, cast_file: CastFile, lines: Sequence[LineCorrection]) -> str | None:
    """The text of the cast file with lines after those that it has; None if that isn't sure to be right.

    `cast_file` is what the text says.
    """
    rows = text.split("\n")
    place = _find_place(rows) if lines and "\r" not in text else 0
    if not place:
        return None
    new_text = "\n".join((*rows[:place], "", *map(_format_line, lines), *rows[place:]))
    try:
        found = parse_cast_file(path, new_text).lines
    except InputError:
        return None  # the place was in the middle of something
    expected = [(*_identify(line), line.speaker) for line in (*cast_file.lines, *lines)]
    return new_text if [(*_identify(line), line.speaker) for line in found] == expected else None


def describe_new_lines(lines: Iterable[LineCorrection]) -> tuple[RowChange, ...]:
    """What is changed by lines that are new."""
    return tuple(RowChange(line_key(SetSpeaker(line).settings), None, line.speaker) for line in lines)


def _identify(line: LineCorrection) -> tuple[str, int, int, int]:
    return line.text, line.chapter, line.paragraph, line.quotation


def _find_place(rows: Sequence[str]) -> int:
    """After how many lines of the text the last [[line]] ends, without what the user wrote below it; 0 for none."""
    end = len(rows)
    for row in range(len(rows), 0, -1):
        header = TABLE_HEADER.match(rows[row - 1])
        if header and header["name"].strip() == LINE_TABLE:
            while not rows[end - 1].strip() or rows[end - 1].lstrip().startswith("#"):
                end -= 1
            return end
        end = row - 1 if header else end
    return 0


def _format_line(line: LineCorrection) -> str:
    import tomlkit

    document = tomlkit.document()
    SetSpeaker(line).apply(document)
    return tomlkit.dumps(document).rstrip("\n")
