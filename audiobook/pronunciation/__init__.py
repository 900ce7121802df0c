"""How words are said that an engine would misread: by a person's word, a list of names, or a rule for Japanese ones."""

from audiobook.pronunciation.alphabet import ipa_of, phonemes_from_ipa
from audiobook.pronunciation.british import british_sounds
from audiobook.pronunciation.endings import with_ending
from audiobook.pronunciation.heteronyms import heteronyms_of, of_pieces, replaced, respelled_heteronyms
from audiobook.pronunciation.lexicon import NO_LEXICON, Lexicon, found_in, lexicon_of, pronounced_in, without_built_in
from audiobook.pronunciation.reading import built_in_entries, checked_entries, read_lexicon
from audiobook.pronunciation.respelling import respelling_of
from audiobook.pronunciation.story import lexicon_for
from audiobook.pronunciation.substitution import in_letters, respelled, substituted
from audiobook.pronunciation.values import Entry, Heteronyms, Origin, Pronounced, Reading, is_phonemes

__all__ = [
    "NO_LEXICON",
    "Entry",
    "Heteronyms",
    "Lexicon",
    "Origin",
    "Pronounced",
    "Reading",
    "british_sounds",
    "built_in_entries",
    "checked_entries",
    "found_in",
    "heteronyms_of",
    "in_letters",
    "ipa_of",
    "is_phonemes",
    "lexicon_for",
    "lexicon_of",
    "of_pieces",
    "phonemes_from_ipa",
    "pronounced_in",
    "read_lexicon",
    "replaced",
    "respelled",
    "respelled_heteronyms",
    "respelling_of",
    "substituted",
    "with_ending",
    "without_built_in",
]
