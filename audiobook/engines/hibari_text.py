"""Prepares text for hibari: rewrites what its phonemizer would misread.

Measured with hibari-tts 0.2.1; each rule is data with examples, and a test runs the examples.
"""

from __future__ import annotations

import re
import unicodedata

from audiobook.text.normalization.capitals import CapitalsReading, classify_capitals
from audiobook.text.normalization.options import NormalizationOption
from audiobook.text.normalization.rules import NormalizationRule, fold_matched_case
from audiobook.text.normalization.sound_words import vocalize_sounds

# It reads the rest well itself; stutters and sound words get phonemes here.
REQUIRED_NORMALIZATION = frozenset(
    {
        NormalizationOption.ABBREVIATIONS,
        NormalizationOption.CAPITALS,
        NormalizationOption.NUMBERS,
        NormalizationOption.SHORTHAND,
    }
)

# hibari reads these as abbreviations ("no." as number); at the end of a sentence they are ordinary words.
PLAIN_FINAL_WORDS = "no|ed|est|fig|ch|vol|co|jan|mar|apr|jun|sat|sun|mon|fri|wed|gen|rep|col|hon|max|pp|nos|ave"
# The phonemizer fails on numbers with more than eighteen digits, and reads 007 as seven.
DIGIT_BY_DIGIT = re.compile(r"\d[\d,]{14,}|(?<![\w.,:/-])0\d{1,14}(?![\w:/-]|[.,]\d)")

# Sound words, which it would spell ("ess aitch aitch"), and their phonemes.
SOUND_PHONEMES = (
    (r"s?sh+", "ʃʃʃ"),
    (r"ps+h+", "pʃʃ"),
    (r"ts+k+|ts+ch+", "tˈɪsk"),
    (r"tch+|kch+", "ʧ"),
    (r"g+r+", "ɡɹˈɜɹ"),
    (r"b+r{2,}", "bɹˈɜɹ"),
    (r"b+z{2,}t", "bˈɪzt"),
    (r"b+z{2,}", "bˈʌz"),
    (r"z{3,}", "zzz"),
    (r"s{3,}", "sss"),
    (r"h+s{3,}", "hˈɪss"),
    (r"p+f+t+|p+h+t+", "pft"),
    (r"p+f{2,}", "pff"),
    (r"p+s{2,}t+", "pst"),
    (r"h+m+ph+", "hˈʌmf"),
    (r"m{2,}", "mmm"),
    (r"m{1,2}-?h+m+|m+h+m+", "mmhmm"),
    (r"h+m{2,}", "hmm"),
    (r"n+gh+", "ˈʌŋɡ"),
    (r"h+n+gh+", "hˈʌŋɡ"),
    (r"h+n+", "hˈʌn"),
    (r"k+r+k+", "kɹˈɜɹk"),
    (r"u+gh{2,}", "ˈʌɡ"),
    (r"a+r+gh+", "ˈɑɹɡ"),
    (r"e+w+", "jˈu"),
    (r"a+w{2,}", "ˈɔ"),
    (r"yeah{2,}", "jˈɛə"),
    (r"na+h+", "nˈɑ"),
    (r"heh", "hˈɛ"),
    (r"heh-heh", "hˈɛhˌɛ"),
    (r"ugh", "ˈʌɡ"),
    (r"wo+a+h+|who+a+h*", "wˈO"),
    (r"oh{2,}", "ˈO"),
    (r"ah{2,}", "ˈɑ"),
    (r"e+r{2,}", "ˈɜɹ"),
    (r"o{2,}h+", "ˈu"),
    (r"mwa+h*", "mwˈɑ"),
    (r"mwa+ha+h*", "mwɑhˈɑ"),
    (r"bwa+h*", "bwˈɑ"),
    (r"bwa+ha+h*", "bwɑhˈɑ"),
    (r"nya+h*", "njˈɑ"),
    (r"bleh+", "blˈɛ"),
    (r"keh+", "kˈɛ"),
    (r"meh+", "mˈɛ"),
    (r"feh+", "fˈɛ"),
    (r"tche+h*", "ʧˈɛ"),
    (r"yeo+wch|yeouch", "jˈWʧ"),
    (r"a+t?choo+", "əʧˈu"),
    (r"shing", "ʃˈɪŋ"),
    (r"fwip", "fwˈɪp"),
    (r"fwump", "fwˈʌmp"),
    (r"fwoosh", "fwˈuʃ"),
    (r"zz+ap", "zˈæp"),
    (r"bz+ap", "bzˈæp"),
    (r"woo+hoo+", "wˈuhˌu"),
    (r"tss+", "tsss"),
    (r"owo", "ˈOwO"),
)
SOUND_WORD = re.compile(
    rf"(?<![\w'.\[-])(?:{'|'.join(sound for sound, _ in SOUND_PHONEMES)})(?![\w\]-]|['.]\w)", re.IGNORECASE
)
# The names of the letters; the last one of an initialism is stressed.
LETTER_NAMES = dict(
    zip(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
        "A bi si di i ɛf ʤi Aʧ I ʤA kA ɛl ɛm ɛn O pi kju ɑɹ ɛs ti ju vi dʌbᵊlju ɛks wI zi".split(),
        strict=True,
    )
)
# Symbols that hibari reads: degree, copyright and so on.
SPOKEN_SYMBOLS = "°©®™№"
FIRST_VOWEL = re.compile(r"[AIOWYaiuæɑɔəɛɜɪʊʌ]")
INITIALISM = re.compile(r"(?<![\w.\[])(?P<word>[A-Z]{2,8})(?P<many>s|'s)?(?![\w\]]|'\w|\.\w|-\d)")
# It reads these right after a number.
UNITS = frozenset("KB MB GB TB MW GW AM PM AD BC USD EUR GBP".split())
# Suffixes that may follow a Japanese name after a hyphen; those that it reads right are not listed.
HONORIFICS = {
    "san": "sˌɑn", "kun": "kˌun", "chan": "ʧˌɑn", "tan": "tˌɑn", "sama": "sˌɑmə", "dono": "dˌOnO", "hime": "hˌimA",
    "senpai": "sˈɛnpI", "sempai": "sˈɛmpI", "nii": "nˌi", "nee": "nˌA", "niisan": "nˈisˌɑn", "neesan": "nˈAsˌɑn",
    "baasan": "bˈɑsˌɑn", "obaasan": "Obˈɑsˌɑn", "jiisan": "ʤˈisˌɑn", "ojiisan": "Oʤˈisˌɑn",
    "taichou": "tˈIʧO", "taicho": "tˈIʧO", "ue": "ˌuA", "teme": "tˈɛmA", "dobe": "dˈObA",
}  # fmt: skip
HONORIFIC_SUFFIX = re.compile(rf"(?<=[^\W\d_]-)(?P<term>{'|'.join(HONORIFICS)})(?![\w-])", re.IGNORECASE)
FAMILY_TERMS = {
    "nii": "nˈi", "nee": "nˈA", "onii": "Onˈi", "onee": "OnˈA", "baa": "bˈɑ", "jii": "ʤˈi", "kaa": "kˈɑ", "tou": "tˈO"
}  # fmt: skip
FAMILY_TERM_PREFIX = re.compile(
    rf"(?<![\w\[-])(?P<term>{'|'.join(FAMILY_TERMS)})(?=-(?:san|chan|sama|kun)\b)", re.IGNORECASE
)

NORMALIZATION_RULES = (
    NormalizationRule("apostrophes", re.compile(r"[’ʼ`´]"), "'", (("don’t", "don't"),), ("don't",)),
    NormalizationRule(
        "numbers below zero",
        re.compile(r"(?<![\w)\].,-])[-−](?=\d)"),
        "minus ",
        (("It was -20 out.", "It was minus 20 out."), ("−5°", "minus 5°")),
        ("3-4", "a well-2-do", "1990-2000", "--5"),
    ),
    NormalizationRule(
        # Text right after a double quote goes to the network for unknown words: “I’m” would be read as "im".
        "double quotation marks",
        re.compile(r"[“”„‟«»\"＂]"),
        "",
        (("“I'm here,” she said.", "I'm here, she said."),),
        ("don't",),
    ),
    NormalizationRule(
        "single quotation marks at the edge of a word",
        re.compile(r"(?<!\w)['‘‚‹›]+(?!(?:em|til|cause|n)\b)|(?<!s)['‹›](?!\w)|(?<=s)'(?!\w)(?!\s[a-z])"),
        "",
        (("'Why?' he asked.", "Why? he asked."), ("'Tis late", "Tis late"), ("singin'", "singin")),
        ("don't", "the dogs' bowls", "Get 'em!"),
    ),
    NormalizationRule(
        "square and curly brackets",
        re.compile(r"\s*[\[\]{}\\]+\s*"),
        " ",
        (("3 [sic] x", "3 sic x"),),
        ("(so)",),
    ),
    NormalizationRule(
        "a slash between words", re.compile(r"(?<=[A-Za-z])/(?=[A-Za-z]{2})"), " ", (("and/or", "and or"),), ("w/o",)
    ),
    NormalizationRule(
        "stops before the first word",
        re.compile(r"^[\s….,;:!?—–-]+(?=[\w(\"'“‘])(?!(?<=-)\d)"),
        "",
        (("…No.", "No."), ("— Yes", "Yes")),
        ("-5 degrees", "No."),
    ),
    NormalizationRule(
        "a last word that looks like an abbreviation",
        re.compile(rf"\b(?P<word>{PLAIN_FINAL_WORDS})\.(?=\W*$)", re.IGNORECASE),
        r"\g<word> .",
        (("I said no.", "I said no ."), ("We met Jan.", "We met Jan .")),
        ("no. 5", "cannot."),
    ),
)


def prepare_text(text: str) -> str:
    """The text as hibari should get it.

    >>> prepare_text("“I’m fine,” she said. ‘Or not.’")
    "I'm fine, she said. Or not."
    """
    for rule in NORMALIZATION_RULES:
        text = rule(text)
    text = DIGIT_BY_DIGIT.sub(lambda match: " ".join(match.group().replace(",", "")), text)
    return " ".join(text.split())


def add_inline_phonemes(text: str) -> str:
    """The prepared text with inline phonemes for initialisms, sound words and Japanese honorifics.

    >>> add_inline_phonemes("Shh, Kakashi-san!")
    '[Shh](/ʃʃʃ/), Kakashi-[san](/sˌɑn/)!'
    """
    text = FAMILY_TERM_PREFIX.sub(
        lambda match: f"[{match['term']}](/{FAMILY_TERMS[fold_matched_case(match['term'])]}/)", text
    )
    text = HONORIFIC_SUFFIX.sub(
        lambda match: f"[{match['term']}](/{HONORIFICS[fold_matched_case(match['term'])]}/)", text
    )
    return vocalize_sounds(INITIALISM.sub(_spell_initialism, SOUND_WORD.sub(_mark_sound_word, text)))


def _spell_initialism(match: re.Match[str]) -> str:
    """An initialism as phonemes of its letters; hibari would read it as a word if there is one: "US", "IT"."""
    word = match["word"]
    if (
        word in UNITS
        or classify_capitals(match.string, match.start("word"), match.end("word")) is not CapitalsReading.SPELLED
    ):
        return match.group()
    *first, last = (LETTER_NAMES[letter] for letter in word)
    phonemes = "".join(_add_stress(name, "ˌ") for name in first) + _add_stress(last, "ˈ")
    plural = ("ᵻz" if phonemes[-1] in "sʧ" else "s" if phonemes[-1] == "f" else "z") if match["many"] else ""
    return f"[{match.group()}](/{phonemes}{plural}/)"


def _add_stress(letter_name: str, mark: str) -> str:
    return FIRST_VOWEL.sub(lambda vowel: mark + vowel.group(), letter_name, count=1)


def _mark_sound_word(match: re.Match[str]) -> str:
    word = match.group()
    phonemes = next(phonemes for sound, phonemes in SOUND_PHONEMES if re.fullmatch(sound, word, re.IGNORECASE))
    return f"[{word}](/{phonemes}/)"


def find_unspeakable(text: str) -> tuple[str, ...]:
    """The runs of characters that hibari has no sounds for: scripts other than Latin, and emoji.

    >>> find_unspeakable("He said 愛してる 😀 to Zoë.")
    ('愛してる', '😀')
    """
    return tuple("".join(run) for run in _find_unspeakable_runs(text))


def remove_pieces(text: str, pieces: tuple[str, ...]) -> str:
    """The text without these pieces."""
    for piece in pieces:
        text = text.replace(piece, " ")
    return text


def _find_unspeakable_runs(text: str) -> list[list[str]]:
    runs: list[list[str]] = []
    inside = False
    for character in text:
        is_unspeakable = _is_unspeakable(character)
        if is_unspeakable and inside:
            runs[-1].append(character)
        elif is_unspeakable:
            runs.append([character])
        inside = is_unspeakable
    return runs


def _is_unspeakable(character: str) -> bool:
    if character.isascii():
        return False
    category = unicodedata.category(character)
    if category[0] == "L":
        return not unicodedata.name(character, "").startswith(("LATIN", "FEMININE", "MASCULINE", "MODIFIER"))
    return category == "So" and character not in SPOKEN_SYMBOLS
