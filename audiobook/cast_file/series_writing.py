"""Writes the cast file of a series; what was written by hand stays as it is."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from audiobook.cast_file.edits import get_or_add_table
from audiobook.cast_file.reading import decode_cast_file, parse_cast_file
from audiobook.cast_file.values import GENDER_WORDS, GENERATED_COMMENT, VoiceChoice
from audiobook.files.editing import FileEdit, edit_file

if TYPE_CHECKING:
    from tomlkit import TOMLDocument

# The comment after [narrator] if the program wrote it.
NARRATOR_COMMENT = re.compile(r"# book \d+(?:\.\d+)?")
TEMPLATE = """\
# The cast of a series: characters who return in a later book keep their voices. The program adds those of each book.
# Change what you like: a voice that you write here holds for every book, unless you chose another one in the book's own
# file. Remove the comment after it, so that it counts as yours.

[cast]

[aliases]

[gender]

"""


@dataclass(frozen=True, slots=True)
class SeriesEntry:
    """A character of a book as the series' file is to have them; `replaces` says that their older voice gives way."""

    name: str
    aliases: tuple[str, ...]
    gender: str
    choice: VoiceChoice
    comment: str
    replaces: bool = False


@dataclass(frozen=True, slots=True)
class SeriesNarrator:
    """The narrator that was chosen for a book; `comment` says for which."""

    choice: VoiceChoice
    comment: str


def write_series(path: Path, entries: Iterable[SeriesEntry], narrator: SeriesNarrator | None = None) -> FileEdit:
    """Adds characters and the narrator to the file of a series; only what the program wrote gets another voice.

    Raises InputError if the file is wrong, OutputError if it can't be written.
    """
    new_entries = tuple(entries)

    def change(data: bytes | None) -> bytes | None:
        import tomlkit

        text = TEMPLATE if data is None else decode_cast_file(path, data)
        parse_cast_file(path, text)
        document = tomlkit.parse(text)
        for entry in new_entries:
            _add(document, entry)
        if narrator:
            _set_narrator(document, narrator)
        new_text = tomlkit.dumps(document)
        if new_text == text:
            return None
        parse_cast_file(path, new_text)
        return new_text.encode("utf-8")

    return edit_file(path, change)


def _add(document: TOMLDocument, entry: SeriesEntry) -> None:
    cast = get_or_add_table(document, "cast")
    if entry.name not in cast:
        cast[entry.name] = _build_value(entry.choice)
        cast[entry.name].comment(entry.comment)
        if entry.gender:
            get_or_add_table(document, "gender").setdefault(entry.name, GENDER_WORDS[entry.gender])
    elif entry.replaces and GENERATED_COMMENT.match(cast[entry.name].trivia.comment):
        cast[entry.name] = _build_value(entry.choice)
        cast[entry.name].comment(entry.comment)
    for alias in entry.aliases:
        get_or_add_table(document, "aliases").setdefault(alias, entry.name)


def _set_narrator(document: TOMLDocument, narrator: SeriesNarrator) -> None:
    table = get_or_add_table(document, "narrator")
    if len(table) and not NARRATOR_COMMENT.fullmatch(table.trivia.comment):
        return
    table.clear()
    table.update(
        {**({"voice": narrator.choice.voice} if narrator.choice.voice else {}), **dict(narrator.choice.changes)}
    )
    table.comment(narrator.comment)


def _build_value(choice: VoiceChoice) -> Any:
    import tomlkit

    if not choice.changes:
        return tomlkit.string(choice.voice)
    value = tomlkit.inline_table()
    value.update({"voice": choice.voice, **dict(choice.changes)})
    return value
