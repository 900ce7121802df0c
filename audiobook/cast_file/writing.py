"""Writes into a cast file what is new, and leaves all else in it as the person wrote it, comments included."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from audiobook.cast_file.reading import decode_cast_file, parse_cast_file
from audiobook.cast_file.values import GENDER_WORDS, CastEntry, LineCorrection
from audiobook.files.editing import FileEdit, edit_file
from audiobook.model.pauses import Pauses

if TYPE_CHECKING:
    from tomlkit import TOMLDocument

PAUSE_NAMES = ", ".join(Pauses.__slots__)
Pairs = Iterable[tuple[str, str]]
NEW_FILE_TEMPLATE = """\
# The cast of a story. Change what you like; `audiobook make` minds it, and speaks again only what is touched.
#
# Who says a line can be set at the end of this file. The text is enough to find the line by; chapter and paragraph
# help where it is said more than once:
#
#     [[line]]
#     text = "I never said that."
#     speaker = "Tilly"
#     chapter = 3
#     paragraph = 14

[narrator]
# Who tells the story, and how fast:
#     voice = "heart"
#     pace = 0.95

[notes]
# The author's notes are left out, unless spoken = true:

[cast]
# Who has which voice; `audiobook voices` lists them. A voice can be changed for one character:
#     Tilly = { voice = "wren", pitch = 1.05, pace = 1.1 }

[aliases]
# Another name for the same character, or a name that was wrongly taken for somebody else's:
#     "the Admiral" = "Tilly"
#     Jo = "Jo"

[gender]
# Who is male, female or unknown:
#     Tilly = "female"

[pauses]
# How long is paused, in milliseconds, at each of these:
#     {pauses}
# For example:
#     scene = 2500

[pronounce]
# How names and words are said in this story, in other letters or in phonetic signs between slashes:
#     Siobhan = "shi-VAWN"
#     Niamh = "/niːv/"

"""
# A comment that this program wrote behind a character, and may write anew.
GENERATED_COMMENT = re.compile(r"#? ?[\d,]+ lines?, \d+ ?%")


def add_corrections(path: Path, aliases: Pairs = (), genders: Pairs = (), lines: Iterable[LineCorrection] = ()) -> None:
    """Adds these to the cast file at `path`, over what it says of the same names and lines, or makes it.

    Raises InputError where the file, as it would be, is wrong: then it stays as it was.
    """
    alias_pairs, genders, lines = tuple(aliases), tuple(genders), tuple(lines)

    def add(document: TOMLDocument) -> None:
        _set_values(document, "aliases", alias_pairs)
        _set_values(document, "gender", ((name, GENDER_WORDS.get(gender, gender)) for name, gender in genders))
        for line in lines:
            _set_line(document, line)

    _edit_cast_file(path, add)


def write_cast(path: Path, entries: Iterable[CastEntry]) -> FileEdit:
    """Adds the characters that the cast file does not have yet, and brings its comments up to date.

    A voice that the file names is never changed. A file that says all of it already is not touched.
    """
    import tomlkit

    new_entries = tuple(entries)

    def add(document: TOMLDocument) -> None:
        cast_table = _get_or_add_table(document, "cast")
        for entry in new_entries:
            if entry.name not in cast_table:
                cast_table[entry.name] = tomlkit.string(entry.voice)
                cast_table[entry.name].comment(entry.comment)
            elif GENERATED_COMMENT.match(cast_table[entry.name].trivia.comment):
                cast_table[entry.name].comment(entry.comment)

    return _edit_cast_file(path, add)


def _edit_cast_file(path: Path, add: Callable[[TOMLDocument], None]) -> FileEdit:
    """Has `add` change the cast file as it stands when it is written, or a new one.

    Raises InputError where the file is wrong, or would be.
    """
    import tomlkit

    def change(data: bytes | None) -> bytes | None:
        text = NEW_FILE_TEMPLATE.replace("{pauses}", PAUSE_NAMES) if data is None else decode_cast_file(path, data)
        parse_cast_file(path, text)
        document = tomlkit.parse(text)
        add(document)
        new_text = tomlkit.dumps(document)
        if data is not None and new_text == text:
            return None
        parse_cast_file(path, new_text)
        return new_text.encode("utf-8")

    return edit_file(path, change)


def _get_or_add_table(document: TOMLDocument, name: str) -> Any:
    import tomlkit

    if name not in document:
        document[name] = tomlkit.table()
    return document[name]


def _set_values(document: TOMLDocument, table: str, pairs: Pairs) -> None:
    for name, value in pairs:
        _get_or_add_table(document, table)[name] = value


def _set_line(document: TOMLDocument, line: LineCorrection) -> None:
    import tomlkit

    line_tables: Any = document.setdefault("line", tomlkit.aot())
    key = (line.text, line.chapter, line.paragraph)
    for entry in line_tables:
        if (entry.get("text"), entry.get("chapter", 0), entry.get("paragraph", 0)) == key:
            entry["speaker"] = line.speaker
            return
    entry = tomlkit.table()
    entry.update({"text": line.text, "speaker": line.speaker, "chapter": line.chapter, "paragraph": line.paragraph})
    line_tables.append(entry)
