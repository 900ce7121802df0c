"""Builds what the page is told about pronunciations: the words that the voice guesses, and those that were said."""

from __future__ import annotations

from pathlib import Path

from audiobook.commands.words import VocabularyEntry, build_vocabulary
from audiobook.engines.registry import create_engine
from audiobook.files.toml import parse_toml
from audiobook.narration.normalization import normalize_for
from audiobook.settings.settings import DEFAULT_ENGINE
from audiobook.studio.snapshot import Snapshot
from audiobook.studio.spelling import SPELLING
from audiobook.studio.view_model import WordsView, WordView
from audiobook.text.pronunciation.alphabet import phonemes_to_ipa
from audiobook.text.pronunciation.lexicon_files import TABLE_NAME
from audiobook.text.pronunciation.respelling import phonemes_to_respelling

MAX_WORDS = 400


def view_words(snapshot: Snapshot) -> WordsView:
    """The words that the built-in voice guesses, and those that a lexicon has, the most frequent first."""
    from audiobook.engines.hibari import read_words

    analysis = snapshot.analysis
    script = normalize_for(analysis.script, create_engine(DEFAULT_ENGINE).needs)
    rows = build_vocabulary(script, analysis.lexicon, read_words, analysis.takes.found)
    said = _read_spellings(analysis.cast_path)
    words = tuple(_view_word(row, row.said or said.get(row.word, "")) for row in rows[:MAX_WORDS])
    return WordsView(snapshot.version, words, SPELLING, len(rows))


def _read_spellings(cast_path: Path) -> dict[str, str]:
    """How the cast file spells the words that it has, as somebody has typed them."""
    try:
        table = parse_toml(cast_path.read_text("utf-8-sig")).get(TABLE_NAME, {})
    except (OSError, ValueError):
        return {}  # there is none, or it is being edited; the page says so elsewhere
    return {word: str(spelling) for word, spelling in table.items()}


def _view_word(row: VocabularyEntry, said: str) -> WordView:
    return WordView(
        row.word,
        row.count,
        phonemes_to_ipa(row.phonemes),
        row.origin,
        row.sentence,
        phonemes_to_respelling(row.phonemes),
        said,
        row.place,
    )
