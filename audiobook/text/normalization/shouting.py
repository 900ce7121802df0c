"""Rules about capitals: shouted words go to lower case, initialisms are spelled out."""

from __future__ import annotations

import re

from audiobook.text.normalization.capitals import CapitalsReading, classify_capitals, is_plural_initialism
from audiobook.text.normalization.options import NormalizationOption
from audiobook.text.normalization.rules import AnyRule, FunctionRule, NormalizationRule, TextEffect, text_before
from audiobook.text.normalization.sentence_marks import SHOUT_SENTENCE_START

# The rules about times read these.
CAPITAL_AM_PM = frozenset(("AM", "PM"))
# A word in capitals, with an ending like "'S" or "'LL".
SHOUTED_WORD = re.compile(
    r"(?<![\w.&])(?P<word>[A-ZÀ-ÖØ-Þ]{2,}+|I(?=['’][A-Z]))(?P<end>(?:['’][A-Z]{1,2}+)?)(?![\w&]|\.\w|['’][A-Z])"
)
CONTEXT_CHARACTERS = 12


def lowercase_shouts(text: str) -> str:
    """The text with shouted words in lower case; initialisms stay in capitals.

    >>> lowercase_shouts("FROM THE TOP! I said GO HOME, the FBI has IT.")
    'From the top! I said go home, the FBI has it.'
    """
    return SHOUTED_WORD.sub(_lowercase_shouted_word, text)


def _lowercase_shouted_word(match: re.Match[str]) -> str:
    word, end = match["word"], match["end"]
    if word == "I":
        return f"I{end.lower()}"
    reading = (
        classify_capitals(match.string, match.start("word"), match.end("word"))
        if end[1:] in ("", "S")
        else CapitalsReading.WORD
    )
    if reading is CapitalsReading.SPELLED and is_plural_initialism(word):
        return f"{word[:-1]}s{end.lower()}"
    if reading in (CapitalsReading.SPELLED, CapitalsReading.ACRONYM):
        return word + end.lower()
    lowercase = word.lower() + end.lower()
    return lowercase.capitalize() if reading is CapitalsReading.NAME or _is_sentence_start(match) else lowercase


def _is_sentence_start(match: re.Match[str]) -> bool:
    before = text_before(match, CONTEXT_CHARACTERS)
    return SHOUT_SENTENCE_START.search(before) is not None and (
        len(before) < CONTEXT_CHARACTERS or before.strip() != ""
    )


def _hyphenate_initialism(match: re.Match[str]) -> str:
    """An initialism with hyphens, a plural with "’s": an engine would say "ess" for a final "s"."""
    word = match["word"]
    if (
        len(set(word)) == 1
        or word in CAPITAL_AM_PM
        or classify_capitals(match.string, match.start("word"), match.end("word")) is not CapitalsReading.SPELLED
    ):
        return match.group()
    return "-".join(word) + ("’s" if match["many"] else "")


def _hyphenate_slashed(match: re.Match[str]) -> str:
    """Two initialisms with a slash; two single letters are said as one initialism."""
    first, second = match["first"], match["second"]
    return f"{first}-{second}" if len(first + second) == 2 else f"{'-'.join(first)} {'-'.join(second)}"


def _join_letters(match: re.Match[str]) -> str:
    lead, letters = (f"{match['lead']} ", match["two"]) if match["two"] else ("", match.group())
    joined = letters.replace(" ", "")
    if classify_capitals(joined, 0, len(joined)) is CapitalsReading.SPELLED:
        return lead + joined
    # The stop of the last letter also ends the sentence.
    return lead + letters.replace(" ", ".") + ("" if match.string[match.end() :].startswith(".") else ".")


def _separate_digits(match: re.Match[str]) -> str:
    return " ".join("-".join(run) if _is_read_as_word(run) else run for run in _split_runs(match.group()))


def _split_runs(word: str) -> list[str]:
    """The runs of capitals and of digits in a word."""
    return re.findall(r"\d+|[A-Z]+", word)


def _is_read_as_word(letters: str) -> bool:
    """Whether letters next to digits would be read as a word: the "NO" of "NO2"."""
    return len(letters) == 2 and letters.isalpha() and classify_capitals(letters, 0, 2) is not CapitalsReading.SPELLED


CAPITALS_RULES: tuple[AnyRule, ...] = (
    NormalizationRule(
        "letters spelled one by one",
        re.compile(
            r"(?<![\w.’'&-])(?<!\b[A-Z] )"
            r"(?:(?P<lead>an|the|her|his|our|my) (?P<two>[A-Z] [A-HJ-Z])|A [DM]|(?:[A-Z] ){2,7}[A-Z]"
            r"|[A-HJ-Z] [A-HJ-Z](?=$|[,.;:!?”\"…)]))"
            r"(?=$|[\s,.;:!?”\"…—)])(?! [A-Z]\b)"
        ),
        _join_letters,
        (
            ("the F B I came", "the FBI came"),
            ("say C A T.", "say C.A.T."),
            ("9 A M, an A U fic, U K", "9 A.M., an AU fic, UK"),
        ),
        ("A B side", "Plan A I like", "F.B.I.", "I A m", "A B C D E F G H I J K"),
        prefilter=re.compile(r"[A-Z] [A-Z]\b"),
    ),
    NormalizationRule(
        # A single letter before a number is read right: "B12", "K9".
        "letters and numbers in one word",
        re.compile(
            r"(?<![\w.#])(?:(?=[A-Z]{2}|[A-Z]\d{1,3}[A-Z])[A-Z]{1,4}\d{1,3}(?:[A-Z]{1,3}\d{0,3}){0,3}"
            r"|(?<=[A-Z]-)\d[A-Z]{2})(?![\w])"
        ),
        _separate_digits,
        (
            ("CO2 and H2O", "CO 2 and H 2 O"),
            ("NO2", "N-O 2"),
            ("C-3PO met R2D2", "C-3 PO met R 2 D 2"),
            ("an MI6 man", "an MI 6 man"),
        ),
        ("B12", "K9", "4K", "10AM", "2ND", "COVID-19", "R2-D2", "mp3", "F-16"),
        prefilter=re.compile(r"[A-Z]\d|\d[A-Z]"),
    ),
    NormalizationRule(
        "formulas",
        re.compile(
            r"(?<![\w.])(?=[A-Z\d]*(?:Na|Cl|Ca|Fe|Mg|Zn|Cu|Ag|Si|Ti|Li))"
            r"(?:(?:Na|Cl|Ca|Fe|Mg|Zn|Cu|Ag|Si|Ti|Li|[HCNOKSP])\d{0,2}){2,6}(?!\w)"
        ),
        lambda match: " ".join("-".join(run) if run.isalpha() else run for run in _split_runs(match.group().upper())),
        (("NaCl, CaCO3", "N-A-C-L, C-A-C-O 3"), ("HCl", "H-C-L")),
        ("HeLa", "Na", "CO2", "Cl", "CaSa"),
        effect=TextEffect.CHANGES_CASE,
        prefilter=re.compile(r"[A-Z](?:[a-z][A-Z\d]|[A-Z][a-z])"),
    ),
    NormalizationRule(
        "shouted names of clans",
        re.compile(r"\b(?P<clan>Ma?c)(?P<first>[A-Z])(?P<rest>[A-Z]{2,20})\b"),
        lambda match: match["clan"] + match["first"] + match["rest"].lower(),
        (("McDONALD", "McDonald"), ("MacGYVER’S", "MacGyver’S")),
        ("McDonald", "MACDONALD"),
        effect=TextEffect.CHANGES_CASE,
        option=NormalizationOption.CAPITALS,
        prefilter=re.compile(r"Ma?c[A-Z]{2}"),
    ),
    FunctionRule(
        "shouted capitals",
        lowercase_shouts,
        (
            ("FROM THE TOP, AND THIS TIME ALL AT ONCE!", "From the top, and this time all at once!"),
            ("I DON'T KNOW, I'M NEW. IT ISN’T.", "I don't know, I'm new. It isn’t."),
            ("“STOP! GO AWAY,” he said", "“Stop! Go away,” he said"),
            ("IT WAS US", "It was us"),
            ("GIVE IT TO US! CALL THE FBI NOW!", "Give it to us! Call the FBI now!"),
            ("the ANBU of MISTER PYM", "the Anbu of mister Pym"),
            ("He saw IT and WHO it was", "He saw it and who it was"),
            ("THE FBI’S MAN", "The FBI’s man"),
            ("SHH, NARUTO! CALL THE TSA!", "Shh, Naruto! Call the TSA!"),
            ("two VIPS", "two VIPs"),
        ),
        (
            *("the FBI", "OK", "the US army", "US troops", "IT support", "an IT guy", "U.S.A.", "J.K. Rowling", "I"),
            *("A-team", "T-shirt", "KGB", "AT&T", "MI6", "the LAPD and the ECG", "an ISBN", "UST, PWP, OOC", "VIPs"),
            *(
                "MHA, BNHA, HP, LOTR",
                "AGI and INT rose",
                "VIT: 10",
                "CON: 12",
                "ALS patients",
                "an LED",
                "the UK and US",
            ),
            *("went MIA", "XXI", "COVID-19", "TARDIS"),
        ),
        effect=TextEffect.CHANGES_CASE,
        option=NormalizationOption.CAPITALS,
    ),
    NormalizationRule(
        "initialisms with a slash",
        re.compile(r"(?<![\w/-])(?P<first>[A-Z]{1,2})/(?P<second>[A-Z]{1,2})(?![\w/-])"),
        _hyphenate_slashed,
        (("an A/C", "an A-C"), ("AC/DC", "A-C D-C")),
        ("he/she", "A/B/C", "24/7"),
        option=NormalizationOption.ACRONYMS,
        trigger_chars="/",
    ),
    NormalizationRule(
        "initialisms spelled",
        re.compile(r"(?<![\w.&])(?<!\b[A-Z]-)(?P<word>[A-Z]{2,8})(?P<many>s?)(?![\w&]|\.\w|-[A-Z]\b|-\d)"),
        _hyphenate_initialism,
        (("her POV, an AU", "her P-O-V, an A-U"), ("VIPs of the ex-KGB", "V-I-P’s of the ex-K-G-B")),
        ("NASA", "A-U", "POVS2", "OK", "STOP it", "AAA"),
        option=NormalizationOption.ACRONYMS,
    ),
)
