"""Words that are written alike and said otherwise ("lead", "read", "object"): how each is said where it stands."""

from audiobook.pronunciation.heteronyms.deciding import Heteronym, heteronyms_in
from audiobook.pronunciation.heteronyms.placing import heteronyms_of, of_pieces, replaced, respelled_heteronyms
from audiobook.pronunciation.heteronyms.words import known_words

__all__ = [
    "Heteronym",
    "heteronyms_in",
    "heteronyms_of",
    "known_words",
    "of_pieces",
    "replaced",
    "respelled_heteronyms",
]
