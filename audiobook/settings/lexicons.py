"""Where pronunciations come from that hold for every story."""

from __future__ import annotations

from collections.abc import Iterator

from audiobook.settings.environment import LEXICON, own_lexicon
from audiobook.settings.settings import VOICES_FOLDER
from audiobook.text.pronunciation.entries import built_in_entries, read_lexicon
from audiobook.text.pronunciation.values import Entry, Origin


def known_pronunciations() -> Iterator[Entry]:
    """What is known of words for all stories, that of voices/lexicon.toml first, the program's own last."""
    yield from read_lexicon(VOICES_FOLDER / LEXICON, Origin.LEXICON)
    yield from read_lexicon(own_lexicon(), Origin.OWN_LEXICON)
    yield from built_in_entries()
