"""How words of other languages are said: those of a list, and those that their accents give away, by rule.

What comes out is how an English speaker says them, in the sounds that English has.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from audiobook.files.toml import parse_toml
from audiobook.text.pronunciation.alphabet import VOWELS, phonemes_from_ipa, with_stress
from audiobook.text.pronunciation.japanese import japanese_phonemes

Rules = tuple[tuple[re.Pattern[str], str], ...]
ACCENTED = re.compile(r"[^\W\d_a-zA-Z]")
LIGATURES = str.maketrans({"æ": "ae", "œ": "oe"})
# Shorter words are more often letters or parts of others ("l'été", "à").
SHORTEST = 3


def _rules(*rows: tuple[str, str]) -> Rules:
    return tuple((re.compile(pattern), said) for pattern, said in rows)


@dataclass(frozen=True, slots=True)
class Spelling:
    """How a language is read: what its words are known by, and its letters with their sounds, tried in this order.

    A name with accents is of the language where `names` fits it; of the other words, `words` fits those that the voices
    misread, English being full of the rest (“café”). The stress is on the last syllable where `last`, on the first one
    else.
    """

    name: str
    names: re.Pattern[str]
    words: re.Pattern[str]
    rules: Rules
    last: bool
    examples: tuple[tuple[str, str], ...]
    unlike: tuple[str, ...]


V = "aeiouyàâäéèêëîïôöùûü"
FRENCH = Spelling(
    "French",
    re.compile(r"(?!.*[kwáíóúñäöüß])(?:.*[èêçîïôûàâ]|.*é.*(?:é|e|es|i[cn]|ien|eur|ard|and)$|.*[aeo]ël|.*ée?s?$)"),
    re.compile(r"(?!.*[kwáíóúñäöüß]|.*èd$)(?:.*[èêîôûâ]|.*é(?!e?s?$))"),
    _rules(
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
        (rf"i(?=[{V}])", "j"),
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
        (rf"(?<=[{V}])s(?=[{V}])", "z"),
        (r"[dtsxpzg]s?$", ""),
        (r"g", "ɡ"),
        (r"x", "ks"),
        (r"rr?", "ɹ"),
        (r"[bdfklmnpstvz]", r"\g<0>"),
    ),
    last=True,
    examples=(
        ("Hélène", "Alˈɛn"), ("Thérèse", "tAɹˈɛz"), ("Jérôme", "ʒAɹˈOm"), ("François", "fɹɑnswˈɑ"),
        ("Étienne", "Atjˈɛn"), ("Benoît", "bənwˈɑ"), ("Sébastien", "sAbɑstjˈæn"), ("Cédric", "sAdɹˈik"),
        ("Raphaël", "ɹɑfɑˈɛl"), ("Désirée", "dAziɹˈA"), ("protégé", "pɹOtAʒˈA"), ("Véronique", "vAɹOnˈik"),
    ),
    unlike=("Éowyn", "Róisín", "Nuñez", "Théoden", "Éomer", "Müller", "café", "naïve", "façade"),
)  # fmt: skip
GERMAN_SIGNS = re.compile(
    r"(?=.*[äöüß])(?!.*[àâáéèêíîïóôúûñçœåø])(?:.*(?:sch|ch|ß|tz|äu|ck)|.*(?:ers?|ens?|els?|e)$|.*[üö]r[gln]$)"
)
GERMAN = Spelling(
    "German",
    GERMAN_SIGNS,
    GERMAN_SIGNS,
    _rules(
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
    last=False,
    examples=(
        ("Jürgen", "jˈɜɹɡən"), ("Müller", "mˈuləɹ"), ("Krüger", "kɹˈuɡəɹ"), ("Schäfer", "ʃˈɛfəɹ"),
        ("Straße", "ʃtɹˈɑsə"), ("Jörg", "jˈɜɹk"), ("Günther", "ɡˈuntəɹ"), ("Bücher", "bˈuʃəɹ"), ("Götz", "ɡˈɜɹts"),
    ),
    unlike=("Björk", "Malmö", "Özil", "Ragnarök", "Zoë", "naïve"),
)  # fmt: skip
SPELLINGS = (FRENCH, GERMAN)


def spelling_of(word: str) -> Spelling | None:
    """The language that the accents of a word give away, None where they give away none; a name has a capital.

    >>> [found and found.name for found in map(spelling_of, ("Hélène", "Jürgen", "père", "café", "Björk", "plain"))]
    ['French', 'German', 'French', None, None, None]
    """
    small = word.lower()
    if len(word) < SHORTEST or not ACCENTED.search(small):
        return None
    return next((one for one in SPELLINGS if (one.words if word == small else one.names).match(small)), None)


@cache
def foreign_phonemes(word: str, spelling: Spelling) -> str:
    """The phonemes of a word by the letters of its language; "" where it has no vowel or a letter that is not known.

    >>> foreign_phonemes("Hélène", FRENCH), foreign_phonemes("Jürgen", GERMAN)
    ('Alˈɛn', 'jˈɜɹɡən')
    """
    small, at, said = word.lower(), 0, ""
    while at < len(small):
        found = next(((rule.match(small, at), sound) for rule, sound in spelling.rules if rule.match(small, at)), None)
        if not found or not found[0]:
            return ""
        said += found[0].expand(found[1])
        at = max(found[0].end(), at + 1)
    vowels = [place for place, sound in enumerate(said) if sound in VOWELS]
    return with_stress(said, vowels[-1 if spelling.last else 0]) if vowels else ""


def plain_letters(phrase: str) -> str:
    """A word or phrase without its accents.

    >>> plain_letters("déjà vu"), plain_letters("Phœnix")
    ('deja vu', 'Phoenix')
    """
    parts = unicodedata.normalize("NFD", phrase.translate(LIGATURES))
    return "".join(sign for sign in parts if not unicodedata.combining(sign))


SILENT_U = re.compile(r"(?<=[ɑɛ])su$")


def japanese_word(word: str) -> str:
    """The phonemes of a Japanese word that is no name: the u of “-masu” and “-desu” is silent, a last a is clear.

    >>> japanese_word("itadakimasu"), japanese_word("baka")
    ('ˌitɑdɑkimˈɑs', 'bˈɑkɑ')
    """
    said = japanese_phonemes(word)
    said = f"{said[:-1]}ɑ" if said.endswith("ə") else said
    return SILENT_U.sub("s", said)


def foreign_words(words: Set[str]) -> Iterator[tuple[str, str]]:
    """Those of a story's words that rules can read by their accents, each with its phonemes.

    A word that also stands in small letters is none with a capital either.

    >>> sorted(foreign_words(frozenset({"Hélène", "père", "Père", "café", "He"})))
    [('Hélène', 'Alˈɛn'), ('père', 'pˈɛɹ')]
    """
    for word in words:
        if word.isascii() or (word != word.lower() and word.lower() in words):
            continue
        spelling = spelling_of(word)
        phonemes = foreign_phonemes(word, spelling) if spelling else ""
        if phonemes:
            yield word, phonemes


@cache
def _tables() -> Mapping[str, Mapping[str, str]]:
    """The words of foreign.toml by their language."""
    return parse_toml((files(__package__) / "foreign.toml").read_text("utf-8"))


def listed_words() -> Iterator[tuple[str, str]]:
    """The list of foreign words and phrases, each with its phonemes between slashes, or letters that say it."""
    for language, rows in _tables().items():
        if language == "plain":
            yield from ((word, plain_letters(word)) for word in rows["words"].split())
        elif language != "japanese":
            for phrase, ipa in rows.items():
                said = f"/{phonemes_from_ipa(ipa, weak_words=True)}/"
                yield phrase, said
                # Many people type a phrase without its accents; a word without them can be another one ("resume").
                if not phrase.isascii() and (" " in phrase or "-" in phrase):
                    yield plain_letters(phrase), said


def japanese_words() -> Iterator[tuple[str, str]]:
    """The list of Japanese words and phrases that are no names, each with its phonemes between slashes."""
    rows = _tables()["japanese"]
    for phrase in (*rows["words"].split(), *rows["phrases"].strip().splitlines()):
        yield phrase, _japanese_phrase(phrase)


def _japanese_phrase(phrase: str) -> str:
    return f"/{' '.join(map(japanese_word, phrase.split()))}/"
