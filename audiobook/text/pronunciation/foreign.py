"""Pronounces foreign words: those of a list, and by rule those whose accents show their language.

The result is what an English speaker says, with the sounds that English has.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from audiobook.files.toml import parse_toml
from audiobook.text.pronunciation.alphabet import find_vowels, insert_stress, ipa_to_phonemes
from audiobook.text.pronunciation.japanese import japanese_phonemes

SpellingRules = tuple[tuple[re.Pattern[str], str], ...]
NON_ASCII_LETTER = re.compile(r"[^\W\d_a-zA-Z]")
LIGATURES = str.maketrans({"æ": "ae", "œ": "oe"})
# Shorter words are more often letters or parts of others ("l'été", "à").
MIN_WORD_LETTERS = 3
SILENT_U = re.compile(r"(?<=[ɑɛ])su$")


def _compile_rules(*rows: tuple[str, str]) -> SpellingRules:
    return tuple((re.compile(pattern), phonemes) for pattern, phonemes in rows)


@dataclass(frozen=True, slots=True)
class Spelling:
    """How a language is spelled: patterns that identify its words, and the phonemes of its letters, tried in order.

    `name_pattern` matches its names with accents. `word_pattern` matches only those of its other words that the voices
    misread, because English has borrowed the rest (“café”). The stress is on the last syllable if `stress_last`, else
    on the first.
    """

    language: str
    name_pattern: re.Pattern[str]
    word_pattern: re.Pattern[str]
    rules: SpellingRules
    stress_last: bool
    examples: tuple[tuple[str, str], ...]
    non_matches: tuple[str, ...]


FRENCH_VOWELS = "aeiouyàâäéèêëîïôöùûü"
FRENCH = Spelling(
    "French",
    re.compile(r"(?!.*[kwáíóúñäöüß])(?:.*[èêçîïôûàâ]|.*é.*(?:é|e|es|i[cn]|ien|eur|ard|and)$|.*[aeo]ël|.*ée?s?$)"),
    re.compile(r"(?!.*[kwáíóúñäöüß]|.*èd$)(?:.*[èêîôûâ]|.*é(?!e?s?$))"),
    _compile_rules(
        (r"ch(?=[lrn])", "k"),
        (r"ch", "ʃ"),
        (r"ill(?=[aeiouéè])(?<=[aeu]ill)", "j"),
        (r"(?<=[^aeou])ill", "ij"),
        (r"ien(?![aeiouyéèênm])", "jæn"),
        (r"oin(?![aeiouyéèênm])", "wæn"),
        (r"(?:ain|aim|ein|in|im|yn|ym)(?![aeiouyéèêëâïhnm])", "æn"),
        (r"(?:an|am|en|em)(?![aeiouyéèêëâïhnm])", "ɑn"),
        (r"(?:on|om)(?![aeiouyéèêëâïhnm])", "On"),
        (r"(?:un|um)(?![aeiouyéèêëâïhnm])", "ʌn"),
        (r"eau|aux?$|au|ô", "O"),
        (r"oi[sxt]?$|oî[tx]$|oi|oî", "wɑ"),
        (r"oû|où|oue(?=[mr])|ou", "u"),
        (r"œu|eu|œ", "ɜ"),
        (r"aî|ai|ei|è|ê|ë", "ɛ"),
        (r"ies?$", "i"),
        (r"ey|ées?$|ée", "A"),
        (r"é", "A"),
        (r"[eé]r$|ez$", "A"),
        (r"(?<=.)es?$", ""),
        (r"e(?=([lnmtsrfpc])\1)|e(?=[lrsxc][^aeiouyéèêh])|e(?=[lrfc]$)", "ɛ"),
        (r"e(?=a|o)", ""),
        (r"e", "ə"),
        (r"à|â|a", "ɑ"),
        (r"ïs$", "is"),
        (rf"i(?=[{FRENCH_VOWELS}])", "j"),
        (r"î|ï|i|y", "i"),
        (r"o(?=rr?(?![aeiouyéèê]))", "ɔ"),
        (r"o", "O"),
        (r"(?<=q)u|(?<=g)u(?=[eiyéèê])", ""),
        (r"û|ü|ù|u", "u"),
        (r"ç|sc(?=[eiyéèêëîï])|c(?=[eiyéèêëîï])", "s"),
        (r"g(?=[eiyéèêëî])", "ʒ"),
        (r"gn", "nj"),
        (r"j", "ʒ"),
        (r"ph", "f"),
        (r"th", "t"),
        (r"h", ""),
        (r"([bdflmnpt])\1", r"\1"),
        (r"cc|q|c", "k"),
        (r"ss", "s"),
        (rf"(?<=[{FRENCH_VOWELS}])s(?=[{FRENCH_VOWELS}])", "z"),
        (r"[dtsxpzg]s?$", ""),
        (r"g", "ɡ"),
        (r"x", "ks"),
        (r"rr?", "ɹ"),
        (r"[bdfklmnpstvz]", r"\g<0>"),
    ),
    stress_last=True,
    examples=(
        ("Hélène", "Alˈɛn"), ("Thérèse", "tAɹˈɛz"), ("Jérôme", "ʒAɹˈOm"), ("François", "fɹɑnswˈɑ"),
        ("Étienne", "Atjˈɛn"), ("Benoît", "bənwˈɑ"), ("Sébastien", "sAbɑstjˈæn"), ("Cédric", "sAdɹˈik"),
        ("Raphaël", "ɹɑfɑˈɛl"), ("Désirée", "dAziɹˈA"), ("protégé", "pɹOtAʒˈA"), ("Véronique", "vAɹOnˈik"),
    ),
    non_matches=("Éowyn", "Róisín", "Nuñez", "Théoden", "Éomer", "Müller", "café", "naïve", "façade"),
)  # fmt: skip
GERMAN_WORD = re.compile(
    r"(?=.*[äöüß])(?!.*[àâáéèêíîïóôúûñçœåø])(?:.*(?:sch|ch|ß|tz|äu|ck)|.*(?:ers?|ens?|els?|e)$|.*[üö]r[gln]$)"
)
GERMAN = Spelling(
    "German",
    GERMAN_WORD,
    GERMAN_WORD,
    _compile_rules(
        (r"tsch", "ʧ"),
        (r"sch", "ʃ"),
        (r"chs", "ks"),
        (r"(?<=[aou])ch", "k"),
        (r"ch", "ʃ"),
        (r"^st", "ʃt"),
        (r"^sp", "ʃp"),
        (r"ck", "k"),
        (r"ph", "f"),
        (r"th|dt", "t"),
        (r"qu", "kv"),
        (r"tz|zz|z", "ts"),
        (r"äu|eu", "Y"),
        (r"ei|ai|ey|ay", "I"),
        (r"ieh?", "i"),
        (r"au", "W"),
        (r"ür(?=[^aeiouyäöü])", "ɜɹ"),
        (r"öh?r?", "ɜɹ"),
        (r"üh?", "u"),
        (r"äh?", "ɛ"),
        (r"a[ah]?", "ɑ"),
        (r"e[eh]", "A"),
        (r"o[oh]", "O"),
        (r"uh", "u"),
        (r"er(?=s?$)", "əɹ"),
        (r"e(?=[nl]s?$)|e$", "ə"),
        (r"e(?=[^aeiouyäöüh]{2})|e(?=[^aeiouyäöü]$)", "ɛ"),
        (r"e", "A"),
        (r"ig$", "ɪk"),
        (r"i(?=[^aeiouyäöü]{2})|i(?=[^aeiouyäöü]$)", "ɪ"),
        (r"i|y", "i"),
        (r"o(?=[^aeiouyäöü]{2})", "ɔ"),
        (r"o", "O"),
        (r"u(?=[^aeiouyäöü]{2})", "ʊ"),
        (r"u", "u"),
        (r"ng", "ŋ"),
        (r"n(?=k)", "ŋ"),
        (r"ss|ß", "s"),
        (r"s(?=[aeiouyäöü])", "z"),
        (r"([bdfklmnpt])\1", r"\1"),
        (r"g$", "k"),
        (r"d$", "t"),
        (r"b$", "p"),
        (r"v", "f"),
        (r"w", "v"),
        (r"j", "j"),
        (r"gg?", "ɡ"),
        (r"(?<=[aeiouäöü])h(?![aeiouäöü])", ""),
        (r"c", "k"),
        (r"x", "ks"),
        (r"rr?", "ɹ"),
        (r"[bdfhklmnpst]", r"\g<0>"),
    ),
    stress_last=False,
    examples=(
        ("Jürgen", "jˈɜɹɡən"), ("Müller", "mˈuləɹ"), ("Krüger", "kɹˈuɡəɹ"), ("Schäfer", "ʃˈɛfəɹ"),
        ("Straße", "ʃtɹˈɑsə"), ("Jörg", "jˈɜɹk"), ("Günther", "ɡˈuntəɹ"), ("Bücher", "bˈuʃəɹ"), ("Götz", "ɡˈɜɹts"),
    ),
    non_matches=("Björk", "Malmö", "Özil", "Ragnarök", "Zoë", "naïve"),
)  # fmt: skip
SPELLINGS = (FRENCH, GERMAN)


def detect_spelling(word: str) -> Spelling | None:
    """The language that the accents of a word show, None where they show none; a word with a capital is a name.

    >>> words = ("Hélène", "Jürgen", "père", "café", "Björk", "plain")
    >>> [spelling and spelling.language for spelling in map(detect_spelling, words)]
    ['French', 'German', 'French', None, None, None]
    """
    lowercase = word.lower()
    if len(word) < MIN_WORD_LETTERS or not NON_ASCII_LETTER.search(lowercase):
        return None
    is_name = word != lowercase
    return next(
        (
            spelling
            for spelling in SPELLINGS
            if (spelling.name_pattern if is_name else spelling.word_pattern).match(lowercase)
        ),
        None,
    )


@cache
def spell_to_phonemes(word: str, spelling: Spelling) -> str:
    """The phonemes of a word by the spelling of its language; "" where it has no vowel or an unknown letter.

    >>> spell_to_phonemes("Hélène", FRENCH), spell_to_phonemes("Jürgen", GERMAN)
    ('Alˈɛn', 'jˈɜɹɡən')
    """
    lowercase, position, phonemes = word.lower(), 0, ""
    while position < len(lowercase):
        matches = ((pattern.match(lowercase, position), template) for pattern, template in spelling.rules)
        match, template = next((pair for pair in matches if pair[0]), (None, ""))
        if match is None:
            return ""
        phonemes += match.expand(template)
        position = max(match.end(), position + 1)
    vowels = find_vowels(phonemes)
    return insert_stress(phonemes, vowels[-1 if spelling.stress_last else 0]) if vowels else ""


def strip_accents(phrase: str) -> str:
    """A word or phrase without its accents.

    >>> strip_accents("déjà vu"), strip_accents("Phœnix")
    ('deja vu', 'Phoenix')
    """
    parts = unicodedata.normalize("NFD", phrase.translate(LIGATURES))
    return "".join(character for character in parts if not unicodedata.combining(character))


def japanese_word_phonemes(word: str) -> str:
    """The phonemes of a Japanese word that is not a name: “-masu” and “-desu” have a silent u, a final a is clear.

    >>> japanese_word_phonemes("itadakimasu"), japanese_word_phonemes("baka")
    ('ˌitɑdɑkimˈɑs', 'bˈɑkɑ')
    """
    phonemes = japanese_phonemes(word)
    phonemes = f"{phonemes[:-1]}ɑ" if phonemes.endswith("ə") else phonemes
    return SILENT_U.sub("s", phonemes)


def find_accented_words(words: Set[str]) -> Iterator[tuple[str, str]]:
    """The words of a story that rules can pronounce by their accents, each with its phonemes.

    A word with a capital that also occurs in lower case is not a name.

    >>> sorted(find_accented_words(frozenset({"Hélène", "père", "Père", "café", "He"})))
    [('Hélène', 'Alˈɛn'), ('père', 'pˈɛɹ')]
    """
    for word in words:
        if word.isascii() or (word != word.lower() and word.lower() in words):
            continue
        spelling = detect_spelling(word)
        phonemes = spell_to_phonemes(word, spelling) if spelling else ""
        if phonemes:
            yield word, phonemes


@cache
def _load_tables() -> Mapping[str, Mapping[str, str]]:
    """The words of foreign.toml by language."""
    return parse_toml((files(__package__) / "foreign.toml").read_text("utf-8"))


def load_foreign_words() -> Iterator[tuple[str, str]]:
    """The listed foreign words and phrases, each with its phonemes between slashes, or a respelling."""
    for language, rows in _load_tables().items():
        if language == "plain":
            yield from ((word, strip_accents(word)) for word in rows["words"].split())
        elif language != "japanese":
            for phrase, ipa in rows.items():
                pronunciation = f"/{ipa_to_phonemes(ipa, allow_unstressed_words=True)}/"
                yield phrase, pronunciation
                # Many people type phrases without accents; a single word without them may be another word ("resume").
                if not phrase.isascii() and (" " in phrase or "-" in phrase):
                    yield strip_accents(phrase), pronunciation


def load_japanese_words() -> Iterator[tuple[str, str]]:
    """The listed Japanese words and phrases that are not names, each with its phonemes between slashes."""
    rows = _load_tables()["japanese"]
    for phrase in (*rows["words"].split(), *rows["phrases"].strip().splitlines()):
        yield phrase, _japanese_phrase_phonemes(phrase)


def _japanese_phrase_phonemes(phrase: str) -> str:
    return f"/{' '.join(map(japanese_word_phonemes, phrase.split()))}/"
