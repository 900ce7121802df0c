"""Reads pronunciations as people write them, and checks them: a mistake is told with its file and line."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib.resources import files
from pathlib import Path
from typing import Any

from audiobook.errors import InputError
from audiobook.files.toml import parse_toml, row_of
from audiobook.text.pronunciation.alphabet import phonemes_from_ipa
from audiobook.text.pronunciation.foreign import japanese_words, listed_words
from audiobook.text.pronunciation.respelling import phonemes_from_respelling
from audiobook.text.pronunciation.values import Entry, Origin

TABLE = "pronounce"


def read_lexicon(path: Path, origin: Origin) -> tuple[Entry, ...]:
    """The entries of a lexicon file, none where there is no such file; raises InputError where it is wrong.

    The words may stand under [pronounce], as in a cast file, or by themselves.
    """
    if not path.is_file():
        return ()
    try:
        text = path.read_text("utf-8-sig")
        said = parse_toml(text)
    except (ValueError, OSError) as error:
        raise InputError(f"{path} cannot be read: {error} (words with other signs than a-z need quotes)") from error

    def row(word: str) -> int:
        return row_of(text, TABLE, word) if TABLE in said else row_of(text, word)

    return checked_entries(said.get(TABLE, said), f"{path}", row, origin)


def checked_entries(
    said: Any, where: str, row: Callable[[str], int], origin: Origin = Origin.CAST_FILE
) -> tuple[Entry, ...]:
    """Entries of a table of words; raises InputError, with the `row` of the word in the file `where`, for a wrong one.

    >>> table = {"Siobhan": "/ʃɪˈvɔːn/", "Niamh": "NEEV", "Ximena": "heemena"}
    >>> [entry.said for entry in checked_entries(table, "a file", len)]
    ['/ʃɪvˈɔn/', '/nˈiv/', 'heemena']
    """
    if not isinstance(said, Mapping):
        raise InputError(f"{where}, line {row('')}: write [{TABLE}] on a line of its own, and the words under it")
    entries = []
    for word, how in said.items():
        try:
            entries.append(Entry(" ".join(word.split()), _said(word, how), origin))
        except ValueError as error:
            raise InputError(f"{where}, line {row(word)}: {word}: {error}") from None
    return tuple(entries)


EXAMPLE = 'Siobhan = "shivawn" or Siobhan = "/ʃɪˈvɔːn/"'


def _said(word: str, how: object) -> str:
    if not isinstance(how, str) or not how.strip():
        raise ValueError(f"how it is said must be a text in quotes, like {EXAMPLE}")
    if not any(sign.isalpha() for sign in word):
        raise ValueError("a word needs letters")
    how = " ".join(how.split())
    if how.startswith("/"):
        if not how.endswith("/") or len(how) < len("/a/"):
            raise ValueError(f"phonetic signs stand between two slashes, like {EXAMPLE}")
        return f"/{phonemes_from_ipa(how[1:-1])}/"
    if not any(sign.isalpha() for sign in how):
        raise ValueError(f"{how!r} has no letters to say; write it like {EXAMPLE}")
    phonemes = phonemes_from_respelling(how)
    return f"/{phonemes}/" if phonemes else how


def built_in_entries() -> tuple[Entry, ...]:
    """What comes with the program: names set by hand, foreign words, names of the CMU dictionary, dropped g's."""
    folder = files(__package__)
    by_hand = parse_toml((folder / "names.toml").read_text("utf-8"))
    listed = "\n".join((folder / name).read_text("utf-8") for name in ("names.txt", "dropped_g.txt"))
    lines = (line.split(" ") for line in listed.splitlines() if line and not line.startswith("#"))
    entries = checked_entries(by_hand, "names.toml", len, Origin.BUILT_IN)
    entries += tuple(Entry(word, said, Origin.BUILT_IN) for word, said in listed_words())
    entries += tuple(Entry(word, said, Origin.JAPANESE) for word, said in japanese_words())
    return entries + tuple(Entry(word, f"/{phonemes}/", Origin.BUILT_IN) for word, phonemes in lines)
