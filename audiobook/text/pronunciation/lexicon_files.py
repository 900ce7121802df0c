"""Reads and checks the pronunciations that people write; mistakes are reported with their file and line."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from audiobook.errors import InputError
from audiobook.files.toml import TomlLines, describe_toml_error, parse_toml
from audiobook.text.pronunciation.alphabet import ipa_to_phonemes
from audiobook.text.pronunciation.foreign import load_foreign_words, load_japanese_words
from audiobook.text.pronunciation.respelling import respelling_to_phonemes
from audiobook.text.pronunciation.values import LexiconEntry, Origin

TABLE_NAME = "pronounce"
PRONUNCIATION_EXAMPLE = 'Siobhan = "shivawn" or Siobhan = "/ʃɪˈvɔːn/"'


def read_lexicon(path: Path, origin: Origin) -> tuple[LexiconEntry, ...]:
    """The entries of a lexicon file, none if there is no such file.

    The words may be under [pronounce], as in a cast file, or without a heading. Raises InputError where the file cannot
    be read or an entry is wrong.
    """
    if not path.is_file():
        return ()
    try:
        text = path.read_text("utf-8-sig")
        document = parse_toml(text)
    except (ValueError, OSError) as error:
        raise InputError(describe_toml_error(path, error)) from error

    rows = TomlLines(text)

    def line_number(word: str) -> int:
        return rows.find(TABLE_NAME, word) if TABLE_NAME in document else rows.find(word)

    return parse_entries(document.get(TABLE_NAME, document), f"{path}", line_number, origin)


def parse_entries(
    table: Any, source: str, line_number: Callable[[str], int], origin: Origin = Origin.CAST_FILE
) -> tuple[LexiconEntry, ...]:
    """The entries of a table of words and pronunciations.

    Raises InputError for a wrong one; the message names the file, `source`, and the word's `line_number` there.

    >>> table = {"Siobhan": "/ʃɪˈvɔːn/", "Niamh": "NEEV", "Ximena": "heemena"}
    >>> [entry.pronunciation for entry in parse_entries(table, "a file", len)]
    ['/ʃɪvˈɔn/', '/nˈiv/', 'heemena']
    """
    if not isinstance(table, Mapping):
        raise InputError(
            f"{source}, line {line_number('')}: write [{TABLE_NAME}] on a line of its own, and the words under it"
        )
    entries = []
    for word, pronunciation in table.items():
        try:
            if not any(character.isalpha() for character in word):
                raise ValueError("a word must have letters")
            entries.append(LexiconEntry(" ".join(word.split()), parse_pronunciation(pronunciation), origin))
        except ValueError as error:
            raise InputError(f"{source}, line {line_number(word)}: {word}: {error}") from None
    return tuple(entries)


def parse_pronunciation(pronunciation: object) -> str:
    """A pronunciation as `LexiconEntry` has it, from what somebody wrote; raises ValueError if it is wrong.

    >>> parse_pronunciation("shih-VAWN"), parse_pronunciation("red")
    ('/ʃɪvˈɔn/', 'red')
    """
    if not isinstance(pronunciation, str) or not pronunciation.strip():
        raise ValueError(f"write the pronunciation in quotes, like {PRONUNCIATION_EXAMPLE}")
    pronunciation = " ".join(pronunciation.split())
    if pronunciation.startswith("/"):
        if not pronunciation.endswith("/") or len(pronunciation) < len("/a/"):
            raise ValueError(f"write phonemes between two slashes, like {PRONUNCIATION_EXAMPLE}")
        return f"/{ipa_to_phonemes(pronunciation[1:-1])}/"
    if not any(character.isalpha() for character in pronunciation):
        raise ValueError(f"{pronunciation!r} has no letters; write it like {PRONUNCIATION_EXAMPLE}")
    phonemes = respelling_to_phonemes(pronunciation)
    return f"/{phonemes}/" if phonemes else pronunciation


@cache
def load_built_in_entries() -> tuple[LexiconEntry, ...]:
    """The built-in entries: names.toml, foreign words, names of the CMU dictionary, and words with a dropped g."""
    folder = files(__package__)
    hand_written = parse_toml((folder / "names.toml").read_text("utf-8"))
    list_text = "\n".join((folder / name).read_text("utf-8") for name in ("names.txt", "dropped_g.txt"))
    lines = (line.split(" ") for line in list_text.splitlines() if line and not line.startswith("#"))
    entries = parse_entries(hand_written, "names.toml", len, Origin.BUILT_IN)
    entries += tuple(LexiconEntry(word, pronunciation, Origin.BUILT_IN) for word, pronunciation in load_foreign_words())
    entries += tuple(
        LexiconEntry(word, pronunciation, Origin.JAPANESE) for word, pronunciation in load_japanese_words()
    )
    return entries + tuple(LexiconEntry(word, f"/{phonemes}/", Origin.BUILT_IN) for word, phonemes in lines)
