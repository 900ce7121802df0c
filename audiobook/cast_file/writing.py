"""Writes into a cast file what is new, and leaves all else in it as the person wrote it, comments included."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from audiobook.cast_file.reading import read_cast_file
from audiobook.cast_file.values import GENDER_WORDS, NamedLine
from audiobook.workspace import written_whole

if TYPE_CHECKING:
    from tomlkit import TOMLDocument

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

# Another name for the same character, or a name that was wrongly taken for somebody else's:
#     "the Admiral" = "Tilly"
#     Jo = "Jo"
[aliases]

# Who is male, female or unknown:
#     Tilly = "female"
[gender]

# How names and words are said in this story, in other letters or in phonetic signs between slashes:
#     Siobhan = "shi-VAWN"
#     Niamh = "/niːv/"
[pronounce]
"""


def written_into(path: Path, aliases: Pairs = (), genders: Pairs = (), lines: Iterable[NamedLine] = ()) -> None:
    """Adds these to the cast file at `path`, over what it says of the same names and lines, or makes it.

    Raises InputError where the file, as it would be, is wrong: then it stays as it was.
    """
    import tomlkit

    read_cast_file(path)
    document = tomlkit.parse(path.read_text("utf-8-sig") if path.is_file() else NEW_FILE)
    _put(document, "aliases", aliases)
    _put(document, "gender", ((name, GENDER_WORDS.get(gender, gender)) for name, gender in genders))
    for line in lines:
        _put_line(document, line)
    with written_whole(path) as part:
        part.write_text(tomlkit.dumps(document), "utf-8", newline="\n")
        read_cast_file(part, told_as=path)


def _put(document: TOMLDocument, table: str, pairs: Pairs) -> None:
    import tomlkit

    for name, value in pairs:
        if table not in document:
            document[table] = tomlkit.table()
        held: Any = document[table]
        held[name] = value


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
