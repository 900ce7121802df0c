"""The lexicons that hold for every story."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from audiobook.settings.environment import LEXICON_NAME, user_lexicon_path
from audiobook.settings.settings import VOICES_FOLDER, workspace_of
from audiobook.text.pronunciation.lexicon_files import load_built_in_entries, read_lexicon
from audiobook.text.pronunciation.values import LexiconEntry, Origin


def lexicon_path(output: Path) -> Path:
    """The path of the lexicon for all stories whose albums go to `output`, whether or not there is one."""
    return workspace_of(output) / VOICES_FOLDER / LEXICON_NAME


def known_pronunciations(output: Path) -> Iterator[LexiconEntry]:
    """The pronunciations for all stories: voices/lexicon.toml first, then the user's lexicon, then the built-in one."""
    yield from read_lexicon(lexicon_path(output), Origin.LEXICON)
    yield from read_lexicon(user_lexicon_path(), Origin.OWN_LEXICON)
    yield from load_built_in_entries()
