"""How words are said that an engine would misread: by a person's word, a list of names, or a rule for Japanese ones."""

from audiobook.pronunciation.alphabet import ipa_of, phonemes_from_ipa
from audiobook.pronunciation.lexicon import NO_LEXICON, Lexicon, found_in, lexicon_of, pronounced_in, without_built_in
from audiobook.pronunciation.reading import built_in_entries, checked_entries, read_lexicon
from audiobook.pronunciation.respelling import respelling_of
from audiobook.pronunciation.story import lexicon_for
from audiobook.pronunciation.substitution import respelled, substituted
from audiobook.pronunciation.values import Entry, Origin, Pronounced, Reading, is_phonemes

__all__ = [
    "NO_LEXICON",
    "Entry",
    "Lexicon",
    "Origin",
    "Pronounced",
    "Reading",
    "built_in_entries",
    "checked_entries",
    "found_in",
    "ipa_of",
    "is_phonemes",
    "lexicon_for",
    "lexicon_of",
    "phonemes_from_ipa",
    "pronounced_in",
    "read_lexicon",
    "respelled",
    "respelling_of",
    "substituted",
    "without_built_in",
]
