"""Cases out of real files that lie in a folder: a stretch of a text, or an archive with some of its members damaged."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterable
from pathlib import Path
from random import Random

from tests.fuzzing.books import XML, members_of
from tests.fuzzing.case import Case
from tests.fuzzing.mutation import mutated_bytes, mutated_markup, mutated_text, zipped
from tests.fuzzing.stories import ATTRIBUTES, ENTITIES, HEADINGS, NOTES, SENTENCES, TAGS, commands, encoded

MARKUP = (".html", ".htm", ".xhtml", ".fb2", ".fodt")
ARCHIVES = (".epub", ".docx", ".odt", ".zip")
BINARY = (".pdf", ".mobi", ".azw3")
ENDINGS = (".txt", ".md", ".rtf", *MARKUP, *ARCHIVES, *BINARY)
# A case is small, so that many can be run.
MOST_BYTES, MOST_ARCHIVE_BYTES = 20_000, 300_000


def files_below(folders: Iterable[Path]) -> tuple[Path, ...]:
    """The stories below some folders that are not too large, in order."""
    every = (path for folder in folders for path in sorted(folder.rglob("*")))
    return tuple(
        path
        for path in every
        if path.suffix.lower() in ENDINGS
        and path.is_file()
        and (path.suffix.lower() not in ARCHIVES + BINARY or path.stat().st_size <= MOST_ARCHIVE_BYTES)
    )


def corpus_case(chance: Random, kind: str, files: tuple[Path, ...]) -> Case:
    """One of the files, damaged."""
    path = chance.choice(files)
    name = f"story{path.suffix.lower()}"
    return Case(kind, ((name, _damaged(chance, path)),), commands(chance, name))


def _damaged(chance: Random, path: Path) -> bytes:
    data = path.read_bytes()
    if data.startswith(b"PK"):
        return _damaged_archive(chance, data)
    if path.suffix.lower() in BINARY:
        return mutated_bytes(chance, data)
    at = chance.randrange(max(1, len(data) - MOST_BYTES)) if chance.random() < 0.5 else 0
    text = data[at : at + MOST_BYTES].decode("utf-8", "replace")
    if path.suffix.lower() in MARKUP:
        text = mutated_markup(chance, text, TAGS, (*ATTRIBUTES, *ENTITIES))
    return encoded(chance, mutated_text(chance, text, (*SENTENCES, *HEADINGS, *NOTES)))


def _damaged_archive(chance: Random, data: bytes) -> bytes:
    try:
        members = members_of(data)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, OSError, ValueError):
        return mutated_bytes(chance, data)
    words = [place for place, (name, _) in enumerate(members) if name.endswith((".xml", ".opf", ".ncx", *MARKUP))]
    # What is left of a long page is its beginning, so that the whole stays small.
    for place in words:
        name, content = members[place]
        text = content.decode("utf-8", "replace")[:MOST_BYTES]
        if chance.random() < 2 / len(words):
            text = mutated_markup(chance, text, (*TAGS, *XML), (*ATTRIBUTES, *ENTITIES))
        members[place] = (name, text.encode("utf-8", "surrogatepass"))
    return zipped(chance, members)
