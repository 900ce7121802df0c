"""Gives Piper the phonemes of words that its espeak would pronounce differently.

Trap: Piper has espeak read what stands before and after a block of phonemes as if each were a text of its own, so that
"A [[tˈɪɹ]]" begins with the name of the letter. So espeak reads the whole text with a made-up word in place of each
given one, whose phonemes are then replaced in what comes.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from itertools import count

from audiobook.text.pronunciation.alphabet import STRESS_MARKS, VOWELS
from audiobook.text.pronunciation.heteronyms.occurrences import replace_heteronyms
from audiobook.text.pronunciation.substitution import substitute_words
from audiobook.text.pronunciation.values import HeteronymOverrides, Pronunciations, is_phonemes

# espeak's symbols where they differ from this program's alphabet; longer ones are tried first.
ESPEAK_PHONEMES = {
    "ɜɹ": "ɜː", "əɹ": "ɚ", "ˈi": "ˈiː", "ɑ": "ɑː", "ɔ": "ɔː", "u": "uː", "A": "eɪ", "I": "aɪ", "O": "oʊ", "W": "aʊ",
    "Y": "ɔɪ", "ʤ": "dʒ", "ʧ": "tʃ", "ᵊ": "ə", "ᵻ": "ɪ", "T": "ɾ",
}  # fmt: skip
ESPEAK_PATTERN = re.compile("|".join(ESPEAK_PHONEMES))
# Trap: Piper ignores a punctuation mark after phonemes, and then the voice doesn't fall at the end of the sentence.
PUNCTUATION_AFTER_BLOCK = re.compile(r"\]\]([.,;:!?])")
# Words that no text has, and that no other word sounds like; before a vowel, "a" and "the" are said in another way.
BEFORE_CONSONANT, BEFORE_VOWEL = "Zhuzhu", "Ivvu"
# Private characters stand for given words while a text is prepared; texts have none, for nobody could say them.
FIRST_MARK, LAST_MARK = 0xE000, 0xF8FF
MARK = re.compile(f"[{chr(FIRST_MARK)}-{chr(LAST_MARK)}]")

# What espeak makes of a text: sentences, each in symbols of phonemes and punctuation.
Phonemize = Callable[[str], Sequence[Sequence[str]]]


def add_phoneme_blocks(text: str, pronounced: Pronunciations, heteronyms: HeteronymOverrides = ()) -> str:
    """The text with blocks of phonemes for words that espeak would pronounce differently.

    >>> add_phoneme_blocks("Ask Siobhan.", (("Siobhan", "/ʃɪvˈɔn/"),))
    'Ask [[ʃɪvˈɔːn.]]'
    """
    marked, given = mark_words(text, pronounced, heteronyms)
    return build_blocks(marked, given)


def mark_words(text: str, pronounced: Pronunciations, heteronyms: HeteronymOverrides) -> tuple[str, dict[str, str]]:
    """The text with a private character for each word whose phonemes are given, and the phonemes of each, in espeak's.

    Words with a respelling are respelled.
    """
    given: dict[str, str] = {}
    marks = map(chr, count(FIRST_MARK))

    def mark_word(_: str, pronunciation: str) -> str:
        if not is_phonemes(pronunciation):
            return pronunciation
        mark = next(marks)
        given[mark] = ESPEAK_PATTERN.sub(lambda match: ESPEAK_PHONEMES[match.group()], pronunciation.strip("/"))
        return mark

    return substitute_words(replace_heteronyms(text, heteronyms, mark_word), pronounced, mark_word), given


def build_blocks(marked: str, given: dict[str, str]) -> str:
    """A marked text with a block of phonemes for each mark."""
    blocks = MARK.sub(lambda match: f"[[{given[match.group()]}]]", marked)
    return PUNCTUATION_AFTER_BLOCK.sub(r"\1]]", blocks)


def phonemize_marked(marked: str, given: dict[str, str], phonemize: Phonemize) -> tuple[str, ...]:
    """What Piper is to read for a marked text: the phonemes of each sentence in a block.

    The text itself, with a block for each word, if the made-up words can't be found again in what espeak makes of it.
    """
    marks = MARK.findall(marked)
    if not marks:
        return (marked,)
    stand_ins = {mark: _choose_stand_in(given[mark]) for mark in marks}
    sentences = ["".join(one) for one in phonemize(MARK.sub(lambda match: stand_ins[match.group()], marked))]
    sounds = {word: _phonemize_word(word, phonemize) for word in set(stand_ins.values())}
    split = [_split_at(sentence, sorted(sounds.values())) for sentence in sentences]
    # Every other piece is the sound of a made-up word.
    if [sound for pieces in split for sound in pieces[1::2]] != [sounds[stand_ins[mark]] for mark in marks]:
        return (build_blocks(marked, given),)
    wanted = iter(given[mark] for mark in marks)
    read = ("".join(next(wanted) if index % 2 else piece for index, piece in enumerate(pieces)) for pieces in split)
    return tuple(f"[[{sentence.strip()}]]" for sentence in read if sentence.strip())


def _choose_stand_in(phonemes: str) -> str:
    return BEFORE_VOWEL if phonemes.lstrip(STRESS_MARKS)[:1] in VOWELS else BEFORE_CONSONANT


def _phonemize_word(word: str, phonemize: Phonemize) -> str:
    return "".join(symbol for sentence in phonemize(word) for symbol in sentence).strip()


def _split_at(sentence: str, sounds: Sequence[str]) -> list[str]:
    """A sentence split before and after each of the sounds.

    >>> _split_at("ɐ ʒˈʌʒuː sˈæŋ.", ["ʒˈʌʒuː"])
    ['ɐ ', 'ʒˈʌʒuː', ' sˈæŋ.']
    """
    start, sound = min(((sentence.find(sound), sound) for sound in sounds if sound in sentence), default=(0, ""))
    if not sound:
        return [sentence]
    return [sentence[:start], sound, *_split_at(sentence[start + len(sound) :], sounds)]
