"""Writes into a cast file what is new, and leaves all else in it as the person wrote it, comments included."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from audiobook.cast_file.reading import cast_text, parse_cast_file
from audiobook.cast_file.values import GENDER_WORDS, CastEntry, NamedLine
from audiobook.files.editing import FileEdit, edit_file
from audiobook.model.pauses import Pauses

if TYPE_CHECKING:
    from tomlkit import TOMLDocument

PAUSE_NAMES = ", ".join(Pauses.__slots__)
Pairs = Iterable[tuple[str, str]]
NEW_FILE = """\
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
OURS = re.compile(r"#? ?[\d,]+ lines?, \d+ ?%")


def written_into(path: Path, aliases: Pairs = (), genders: Pairs = (), lines: Iterable[NamedLine] = ()) -> None:
    """Adds these to the cast file at `path`, over what it says of the same names and lines, or makes it.

    Raises InputError where the file, as it would be, is wrong: then it stays as it was.
    """
    said, genders, lines = tuple(aliases), tuple(genders), tuple(lines)

    def add(document: TOMLDocument) -> None:
        _put(document, "aliases", said)
        _put(document, "gender", ((name, GENDER_WORDS.get(gender, gender)) for name, gender in genders))
        for line in lines:
            _put_line(document, line)

    _edit(path, add)


def written_cast(path: Path, entries: Iterable[CastEntry]) -> FileEdit:
    """Adds the characters that the cast file does not have yet, and brings its comments up to date.

    A voice that the file names is never changed. A file that says all of it already is not touched.
    """
    import tomlkit

    wanted = tuple(entries)

    def add(document: TOMLDocument) -> None:
        held = _table(document, "cast")
        for entry in wanted:
            if entry.name not in held:
                held[entry.name] = tomlkit.string(entry.voice)
                held[entry.name].comment(entry.about)
            elif OURS.match(held[entry.name].trivia.comment):
                held[entry.name].comment(entry.about)

    return _edit(path, add)


def _edit(path: Path, add: Callable[[TOMLDocument], None]) -> FileEdit:
    """Has `add` change the cast file as it stands when it is written, or a new one.

    Raises InputError where the file is wrong, or would be.
    """
    import tomlkit

    def change(data: bytes | None) -> bytes | None:
        text = NEW_FILE.replace("{pauses}", PAUSE_NAMES) if data is None else cast_text(path, data)
        parse_cast_file(path, text)
        document = tomlkit.parse(text)
        add(document)
        said = tomlkit.dumps(document)
        if data is not None and said == text:
            return None
        parse_cast_file(path, said)
        return said.encode("utf-8")

    return edit_file(path, change)


def _table(document: TOMLDocument, name: str) -> Any:
    import tomlkit

    if name not in document:
        document[name] = tomlkit.table()
    return document[name]


def _put(document: TOMLDocument, table: str, pairs: Pairs) -> None:
    for name, value in pairs:
        _table(document, table)[name] = value


def _put_line(document: TOMLDocument, line: NamedLine) -> None:
    import tomlkit

    held: Any = document.setdefault("line", tomlkit.aot())
    place = (line.text, line.chapter, line.paragraph)
    for entry in held:
        if (entry.get("text"), entry.get("chapter", 0), entry.get("paragraph", 0)) == place:
            entry["speaker"] = line.speaker
            return
    entry = tomlkit.table()
    entry.update({"text": line.text, "speaker": line.speaker, "chapter": line.chapter, "paragraph": line.paragraph})
    held.append(entry)
