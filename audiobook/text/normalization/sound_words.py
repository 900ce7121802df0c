"""Rules about words for sounds (“Shh”, “Krrzzt”): without a vowel, an engine would spell them."""

from __future__ import annotations

import re

from audiobook.text.normalization.options import NormalizationOption
from audiobook.text.normalization.rules import NormalizationRule, TextEffect

# A word without a vowel is a sound rather than an abbreviation if it doubles a letter that can be drawn out, or is one
# of these.
DOUBLED_SOUND = re.compile(r"(?P<drawn>[fhmnrsvz])(?P=drawn)", re.IGNORECASE)
SHORT_SOUNDS = frozenset(
    "bzt chk clk dzt fwp fzt glrk grk hck hmpf hrk hrm hrr hrmph krzt mrph phbt ptf shk skrt snrk thd thp thwp tk tss "
    "tzt vrm".split()
)
TRIPLED_SOUND = re.compile(r"F{3,}|H{3,}|R{3,}|S{3,}|V{3,}|Z{3,}")
VOWELLESS_WORD = re.compile(r"(?<![\w'’.\[/])[b-df-hj-np-tv-xzB-DF-HJ-NP-TV-XZ]{2,30}(?![\w/\]]|['’.]\w)")
LETTER_RUN = re.compile(r"(.)\1+")
# Where a word without a vowel gets one; the first pattern that matches decides.
VOWEL_INSERTIONS = tuple(
    (re.compile(pattern), replacement)
    for pattern, replacement in (
        (r"^r$", "urr"),
        (r"^r(?=[^r])", "rur"),
        (r"^(?P<head>[^r]{1,4})r(?P<rest>.*)$", r"\g<head>ur\g<rest>"),
        (r"^(?P<head>[^l]{1,3})l(?P<rest>.+)$", r"\g<head>lu\g<rest>"),
        (r"^(?P<head>[^z]{1,3})z(?P<rest>.*)$", r"\g<head>iz\g<rest>"),
        (r"^z(?P<rest>.+)$", r"zi\g<rest>"),
        (r"^(?P<head>[^m]{1,3})m(?P<rest>.*)$", r"\g<head>um\g<rest>"),
        (r"^m(?P<rest>[^m]+)$", r"mum\g<rest>"),
        (r"^(?P<head>[ht])s(?P<rest>.*)$", r"\g<head>iss\g<rest>"),
        (r"^(?P<head>(?:th|sh|ch|wh|.)w?)(?P<rest>.{1,3})$", r"\g<head>u\g<rest>"),
    )
)


# Sounds, and how to write them so that any engine says something close.
SOUND_RESPELLINGS = (
    (r"sh{2,}|sh", "shush"),
    (r"ps+h+", "pish"),
    (r"tsk|tsch", "tisk"),
    (r"tch+", "tich"),
    (r"g+r{2,}", "gur"),
    (r"b+r{2,}", "burr"),
    (r"b+z{2,}t?", "buzz"),
    (r"z{3,}", "zizz"),
    (r"p+f{2,}t?|p+h+t+", "puff"),
    (r"ps{2,}t+", "pist"),
    (r"h+m+ph+", "humph"),
    (r"h?m{3,}|m{2,}|m+h+m+|h+m{1,2}", "hmm"),
    (r"m{1,2}-h+m+", "hmm-hmm"),
    (r"n+gh+", "ung"),
    (r"h+n+gh+", "hung"),
    (r"h+n+", "hun"),
    (r"h?s{3,}", "hiss"),
    (r"k+r+k+", "kirk"),
)
SOUND_PATTERN = "|".join(sound for sound, _ in SOUND_RESPELLINGS)
# Shouted, sounds are drawn out in more ways, and no initialism has so many consonants.
SHOUTED_SOUND = re.compile(
    r"S+H+|H*M{2,}|M+H+M+|P+S+H+|T+S+K+|T+S*C+H+|G+R{2,}|B+R{2,}|Z{3,}|B+Z{2,}T*|P+F+T*|P+H+T+|P+S{2,}T+|H+M+P+H+|"
    r"H*N+G+H+|K+R+K+|H?S{3,}|H+N{2,}|[A-Z]{7,}"
)


def is_shouted_sound(word: str) -> bool:
    """Whether a word in capitals without a vowel is written as it sounds.

    >>> [is_shouted_sound(word) for word in ("SHH", "KRRZZT", "BRRR", "FBI", "HTML")]
    [True, True, True, False, False]
    """
    is_stretched = any(letter * 3 in word for letter in word) and len(set(word)) > 1
    return is_stretched or is_vowelless_sound(word) or SHOUTED_SOUND.fullmatch(word) is not None


def is_vowelless_sound(word: str) -> bool:
    """Whether a word without a vowel is a sound rather than an abbreviation: “Krrzzt”, not “Sgt”, “BFFs” or “MMX”.

    >>> [is_vowelless_sound(word) for word in ("Krrzzt", "thd", "BZZZT", "Sgt", "BFFs", "MMXX", "hrs", "SS")]
    [True, True, True, False, False, False, False, False]
    """
    if word[1:].islower():
        return word.lower() in SHORT_SOUNDS or (len(word) > 3 and DOUBLED_SOUND.search(word) is not None)
    if not word.isupper() or len(word) < len("FZZT"):
        return False
    drawn = {match.group() for match in DOUBLED_SOUND.finditer(word)}
    return len(drawn) > 1 or TRIPLED_SOUND.search(word) is not None or word.lower() in SHORT_SOUNDS


def insert_vowel(word: str) -> str:
    """A sound that is written without a vowel, with the vowel that people say in it.

    >>> [insert_vowel(word) for word in ("Krrzzt", "Fzzt", "thd", "Hrmph", "Mmph", "Rrrr", "Clk", "Hsss")]
    ['Kurzt', 'Fizt', 'thud', 'Hurmf', 'Mumf', 'Urr', 'Cluk', 'Hiss']
    """
    plain = LETTER_RUN.sub(r"\1", word.lower()).replace("mph", "mf")
    pattern, replacement = next(
        ((candidate, vowel_form) for candidate, vowel_form in VOWEL_INSERTIONS if candidate.search(plain)),
        (LETTER_RUN, ""),
    )
    plain = pattern.sub(replacement, plain)
    return plain.capitalize() if word[0].isupper() else plain


def vocalize_sounds(text: str) -> str:
    """The text with a vowel added to each sound that is written without one.

    >>> vocalize_sounds("Krrzzt! The Sgt heard a thd.")
    'Kurzt! The Sgt heard a thud.'
    """
    return VOWELLESS_WORD.sub(_vocalize_match, text)


def _vocalize_match(match: re.Match[str]) -> str:
    return insert_vowel(match.group()) if is_vowelless_sound(match.group()) else match.group()


def _respell_sound(match: re.Match[str]) -> str:
    word = match.group()
    respelling = next(respelling for sound, respelling in SOUND_RESPELLINGS if re.fullmatch(sound, word, re.IGNORECASE))
    return respelling.capitalize() if word[0].isupper() else respelling


SOUND_WORD_RULES = (
    NormalizationRule(
        "words for sounds",
        re.compile(rf"(?<![\w'’.-])(?:{SOUND_PATTERN})(?![\w-]|['’.]\w)", re.IGNORECASE),
        _respell_sound,
        (("Shhh! Tsk, tsk.", "Shush! Tisk, tisk."), ("Hmph", "Humph"), ("GRRR", "Gur"), ("Mm-hmm", "Hmm-hmm")),
        ("she", "hmm", "Brrring", "Hmm"),
        effect=TextEffect.REWORDS,
        option=NormalizationOption.SOUND_WORDS,
    ),
    NormalizationRule(
        "sounds without a vowel",
        VOWELLESS_WORD,
        _vocalize_match,
        (
            ("Krrzzt! A thd.", "Kurzt! A thud."),
            ("Skrrt, fzzt, chk-chk", "Skurt, fizt, chuk-chuk"),
            ("KRRZZZT", "Kurzt"),
        ),
        ("Mr. Lt Sgt", "hrs", "the BFFs", "MMXX", "WWII", "SSN", "vs", "HTML", "Krrzzto"),
        effect=TextEffect.REWORDS,
        option=NormalizationOption.SOUND_WORDS,
        prefilter=re.compile(r"(?i:(?P<drawn>[fhmnrsvz])(?P=drawn)|\b(?:" + "|".join(sorted(SHORT_SOUNDS)) + r")\b)"),
    ),
)
