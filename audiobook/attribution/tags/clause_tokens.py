"""The words, names and marks of a sentence, and the names and descriptions that they make."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from audiobook.attribution.tags.clause_words import (
    AFTER_AT,
    AUXILIARIES,
    COORDINATORS,
    DETERMINERS,
    INDEFINITE_DETERMINERS,
    OBJECT_PRONOUNS,
    POSSESSOR_PRONOUNS,
    PREPOSITIONS,
    RELATIVES,
    SUBJECT_PRONOUNS,
    SUBORDINATORS,
    VOICE_NOUNS,
    is_adverb,
)
from audiobook.attribution.tags.cues import ENTITY_CLOSE, ENTITY_OPEN, NO_SPEAKER, SpeakerReference
from audiobook.attribution.words.vocabulary import IRREGULAR_PASTS

TOKEN = re.compile(rf"{ENTITY_OPEN}(\d+){ENTITY_CLOSE}([’']s?(?!\w))?|[^\W_]+(?:[’'-][^\W_]+)*|--|[^\w\s]")
NOT_IN_NOUNS = (
    PREPOSITIONS | COORDINATORS | RELATIVES | SUBORDINATORS | SUBJECT_PRONOUNS | AUXILIARIES | IRREGULAR_PASTS
) | {"it", "him", "them", "us", "me"}
MAX_NOUN_WORDS = 4


@dataclass(frozen=True, slots=True)
class Token:
    """A word in lower case, a mark, or a name (`entity`, -1 for others)."""

    text: str
    entity: int = -1
    is_possessive: bool = False

    @property
    def is_name(self) -> bool:
        """Whether it names someone who may be a subject: not Ann's."""
        return self.entity >= 0 and not self.is_possessive


def split_tokens(text: str) -> list[Token]:
    """The words, names and marks of a text."""
    return [
        Token("", int(match[1]), bool(match[2])) if match[1] else Token(match.group().lower())
        for match in TOKEN.finditer(text)
    ]


def skip_adverbs_before(tokens: Sequence[Token], index: int) -> int:
    while index > 0 and (length := measure_adverb(tokens, index)):
        index -= length
    return max(0, index)


def measure_adverb(tokens: Sequence[Token], index: int) -> int:
    """How many words the adverb has that ends here, 0 if none does."""
    if is_adverb(tokens[index].text):
        return 1
    return 2 if tokens[index].text in AFTER_AT and index and tokens[index - 1].text == "at" else 0


def skip_adverbs_after(segment: Sequence[Token], index: int) -> int:
    while index < len(segment) and (is_adverb(segment[index].text) or segment[index].text in AFTER_AT | {"at"}):
        index += 1
    return index


def is_noun_word(token: Token) -> bool:
    word = token.text
    return word[:1].isalpha() and word not in NOT_IN_NOUNS and not is_adverb(word)


def refer_by_pronoun(word: str) -> SpeakerReference:
    return SpeakerReference(pronoun="I" if word == "i" else word)


def find_noun_start(tokens: Sequence[Token], last: int) -> int:
    """Where the name, the pronoun or the description that ends at `last` begins, -1 if none does."""
    if last < 0:
        return -1
    if tokens[last].is_name or tokens[last].text in OBJECT_PRONOUNS:
        return last
    for first in range(last - 1, max(-1, last - 1 - MAX_NOUN_WORDS), -1):
        token = tokens[first]
        if token.text in DETERMINERS or token.is_possessive:
            return first
        if not is_noun_word(token):
            return -1
    return -1


def name_voice_owner(words: Sequence[str]) -> str:
    """Whose voice a description tells, "" if it isn't a voice or nobody's.

    >>> name_voice_owner(["tired", "porter’s", "voice"]), name_voice_owner(["tired", "voice"])
    ('tired porter', '')
    """
    if len(words) < 2 or words[-1] not in VOICE_NOUNS:
        return ""
    owner = next((index for index, word in enumerate(words) if word.endswith(("’s", "'s"))), -1)
    return " ".join([*words[:owner], words[owner][:-2]]) if owner >= 0 else ""


def refer_by_noun(tokens: Sequence[Token], first: int, last: int) -> SpeakerReference:
    words = [token.text for token in tokens[first + 1 : last + 1]]
    if not words or not all(words):
        return NO_SPEAKER
    voice_owner = name_voice_owner(words)
    if voice_owner:
        words = [voice_owner]
    elif words[-1] in VOICE_NOUNS:
        owner = tokens[first]
        if owner.is_possessive:
            return SpeakerReference(entity=owner.entity)
        return refer_by_pronoun(POSSESSOR_PRONOUNS[owner.text]) if owner.text in POSSESSOR_PRONOUNS else NO_SPEAKER
    return SpeakerReference(noun=" ".join(words), is_indefinite=tokens[first].text in INDEFINITE_DETERMINERS)


def read_object(tokens: Sequence[Token], start: int) -> SpeakerReference:
    """The name, pronoun or description that begins at `start`, maybe after adverbs: "said at last the landlord"."""
    index = start
    while index < len(tokens) and is_adverb(tokens[index].text):
        index += 1
    if index >= len(tokens):
        return NO_SPEAKER
    if tokens[index].is_name:
        return SpeakerReference(entity=tokens[index].entity)
    if tokens[index].text in SUBJECT_PRONOUNS:
        return refer_by_pronoun(tokens[index].text)
    if tokens[index].text in DETERMINERS or tokens[index].is_possessive:
        last = index
        while last + 1 < len(tokens) and last - index < MAX_NOUN_WORDS and is_noun_word(tokens[last + 1]):
            if last > index and tokens[last + 1].text.endswith("ing"):
                break
            last += 1
        following = tokens[last + 1] if last + 1 < len(tokens) else None
        if following is not None and following.is_name and tokens[index].text in DETERMINERS:
            return SpeakerReference(entity=following.entity)
        return refer_by_noun(tokens, index, last)
    return NO_SPEAKER
