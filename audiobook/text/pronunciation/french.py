"""Finds French phrases in a story and their phonemes: function words by a list, all others by rule."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Set
from functools import cache
from importlib.resources import files

from audiobook.files.toml import parse_toml
from audiobook.text.pronunciation.alphabet import PRIMARY_STRESS, find_vowels, insert_stress, ipa_to_phonemes
from audiobook.text.pronunciation.foreign import FRENCH, spell_to_phonemes
from audiobook.text.pronunciation.heteronyms.part_of_speech import load_context_model

WORD_PATTERN = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
WORD_SEPARATOR = re.compile(r"[\s-]+")
# A phrase ends at one of these.
PHRASE_BREAK = re.compile(r"[^\w\s'’-]|\n\s*\n|--|[\d_]|(?<!\w)['’]|['’](?!\w)|(?<!\w)-|-(?!\w)")
# How far a phrase may reach before and after a word that is certainly French.
MAX_PHRASE_REACH = 120
# A story with more is in French, which none of the voices speaks, and searching for all phrases would take long.
MAX_PHRASES = 400
# Function words elided before a vowel, and their sounds.
ELIDED_WORDS = {"c": "s", "d": "d", "j": "ʒ", "l": "l", "m": "m", "n": "n", "qu": "k", "s": "s", "t": "t"}
# Elisions that hardly any other language has.
FRENCH_ONLY_ELISIONS = frozenset(("c", "j", "n", "qu"))
# After these a word may look English: "je suis content".
SUBJECT_PRONOUNS = frozenset("je vous nous ils".split())
VOWEL_LETTERS = frozenset("aeiouyhàâéèêëîïôœ")
FRENCH_ENDING = re.compile(r"[éèê]|[çô]|ez$")


@cache
def load_function_words() -> tuple[Mapping[str, str], Mapping[str, str]]:
    """The French function words and their phonemes: those that are certainly French, and those that may not be."""
    tables = parse_toml((files(__package__) / "french.toml").read_text("utf-8"))
    certain, shared = (
        {word: _unstressed_phonemes(ipa) for word, ipa in tables[name].items()} for name in ("sure", "shared")
    )
    return certain, shared


def _unstressed_phonemes(ipa: str) -> str:
    """The phonemes of a function word, stressed only where its IPA is."""
    phonemes = ipa_to_phonemes(ipa, allow_unstressed_words=True)
    return phonemes if PRIMARY_STRESS in ipa else phonemes.replace(PRIMARY_STRESS, "")


def find_french_phrases(text: str, words: Set[str]) -> Iterator[tuple[str, str]]:
    """The French phrases of a story, each with its phonemes; `words` are the story's words in lower case.

    >>> text = "“Je ne comprends pas,” said Marie. “Mais oui!” The house was near."
    >>> list(find_french_phrases(text, frozenset({"je", "mais", "oui"})))
    [('Je ne comprends pas', 'ʒə nə kOnpɹˈɑn pɑ'), ('Mais oui', 'mA wˈi')]
    """
    certain, _ = load_function_words()
    if words.isdisjoint(certain) and words.isdisjoint(FRENCH_ONLY_ELISIONS):
        return
    position, seen = 0, set[str]()
    for match in WORD_PATTERN.finditer(text):
        if match.start() < position or not _is_certainly_french(match.group()):
            continue
        phrase_text, position = _surrounding_phrase(text, match)
        for phrase in _split_at_capitals(phrase_text):
            if phrase not in seen and len(seen) < MAX_PHRASES and is_french(phrase):
                seen.add(phrase)
                word_phonemes = [french_word_phonemes(word) for word in phrase.split()]
                if all(word_phonemes):
                    yield phrase, _ensure_stress(" ".join(word_phonemes))


def _surrounding_phrase(text: str, word: re.Match[str]) -> tuple[str, int]:
    """The text around a word up to the nearest punctuation, and its end; "" where that is far away."""
    first, last = max(0, word.start() - MAX_PHRASE_REACH), word.end() + MAX_PHRASE_REACH
    breaks = [match for match in PHRASE_BREAK.finditer(text, first, word.end()) if match.end() <= word.start()]
    end = PHRASE_BREAK.search(text, word.end(), last)
    if not (breaks or first == 0) or not (end or last >= len(text)):
        return "", word.end()
    phrase_start = breaks[-1].end() if breaks else 0
    phrase_end = end.start() if end else len(text)
    return text[phrase_start:phrase_end].strip(), phrase_end


def _ensure_stress(phonemes: str) -> str:
    """The phonemes with a stress: on the last vowel where they have none."""
    vowels = find_vowels(phonemes)
    return phonemes if PRIMARY_STRESS in phonemes or not vowels else insert_stress(phonemes, vowels[-1])


def _split_at_capitals(phrase: str) -> Iterator[str]:
    """The parts of a phrase, each beginning at a word with a capital."""
    part: list[str] = []
    for word in phrase.split():
        if part and word[0].isupper():
            yield " ".join(part)
            part = []
        part.append(word)
    yield " ".join(part)


def is_french(phrase: str) -> bool:
    """Whether a phrase is French: a word of it certainly, half of it function words, and hardly any word English.

    After "je" and the like, half need not be function words if none is English: "Je vois deux chats".

    >>> [is_french(phrase) for phrase in ("Je suis désolé", "C'est impossible", "Oui captain", "la porte", "oui")]
    [True, True, False, False, False]
    """
    shared = load_function_words()[1]
    words = WORD_SEPARATOR.split(phrase)
    if len(words) < 2:
        return False
    function_words = {
        word
        for word in words
        if word.lower() in shared or _is_certainly_french(word) or _split_elision(word)[0] or FRENCH_ENDING.search(word)
    }
    english_count = sum(
        word.lower() in load_context_model().word_classes for word in words if word not in function_words
    )
    opens_french = words[0].lower() in SUBJECT_PRONOUNS or _split_elision(words[0])[0] in FRENCH_ONLY_ELISIONS
    has_enough = 2 * sum(word in function_words for word in words) >= len(words) or (opens_french and not english_count)
    return has_enough and any(map(_is_certainly_french, words)) and english_count <= opens_french


def _is_certainly_french(word: str) -> bool:
    """Whether a word is French in any context."""
    return word.lower() in load_function_words()[0] or (
        ("'" in word or "’" in word) and _split_elision(word)[0] in FRENCH_ONLY_ELISIONS
    )


def _split_elision(word: str) -> tuple[str, str]:
    """The elided function word and the rest of a word: "c" and "est"; "" where nothing is elided."""
    elided, apostrophe, rest = word.replace("’", "'").partition("'")
    elided = elided.lower()
    # A name may have an apostrophe before its capital: "N’Ara".
    return (elided, rest) if apostrophe and elided in ELIDED_WORDS and rest[:1] in VOWEL_LETTERS else ("", word)


@cache
def french_word_phonemes(word: str) -> str:
    """The phonemes of a French word, also with an elided word before it, or of several words with hyphens.

    >>> [french_word_phonemes(word) for word in ("c'est", "Comment", "allez-vous", "l’amour", "qu'il")]
    ['sA', 'kɑmˈɑn', 'ɑlˈA vu', 'lɑmˈʊɹ', 'kil']
    """
    certain, shared = load_function_words()
    lowercase = word.lower().replace("’", "'")
    known = certain.get(lowercase) or shared.get(lowercase)
    if known:
        return known
    elided, rest = _split_elision(lowercase)
    if elided:
        phonemes = french_word_phonemes(rest)
        return f"{ELIDED_WORDS[elided]}{phonemes}" if phonemes else ""
    if "-" in lowercase:
        parts = [french_word_phonemes(part) for part in lowercase.split("-")]
        return " ".join(parts) if all(parts) else ""
    return spell_to_phonemes(lowercase, FRENCH)
