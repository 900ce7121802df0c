"""Rules about capitals: what is shouted is a word, what is an initialism is spelled."""

from __future__ import annotations

import re

from audiobook.prose.capitals import Reading, is_plural, reading_of
from audiobook.prose.needs import Need
from audiobook.prose.rewrites import Effect, Repair, Rewrite, Rule

# What is said of the time of day has rules of its own.
HALVES_OF_THE_DAY = frozenset(("AM", "PM"))
# A word in capitals with the ending it may have, and what stands before it: whether a sentence begins here.
SHOUT = re.compile(
    r"(?<![\w.&])(?P<word>[A-ZÀ-ÖØ-Þ]{2,}+|I(?=['’][A-Z]))(?P<end>(?:['’][A-Z]{1,2}+)?)(?![\w&]|\.\w|['’][A-Z])"
)
SENTENCE_BEGINS = re.compile(r"(?:^|[.!?…—][”’\"')\]]*\s|^[^\w]*)[“‘\"'(\[—…]*$")
LOOK_BACK = 12


def calm(text: str) -> str:
    """The text with shouted words in small letters and initialisms left.

    >>> calm("FROM THE TOP! I said GO HOME, the FBI has IT.")
    'From the top! I said go home, the FBI has it.'
    """
    return SHOUT.sub(_calm_word, text)


def _calm_word(match: re.Match[str]) -> str:
    word, end = match["word"], match["end"]
    if word == "I":
        return f"I{end.lower()}"
    reading = reading_of(match.string, match.start("word"), match.end("word")) if end[1:] in ("", "S") else Reading.WORD
    if reading is Reading.SPELLED and is_plural(word):
        return f"{word[:-1]}s{end.lower()}"
    if reading in (Reading.SPELLED, Reading.ACRONYM):
        return word + end.lower()
    small = word.lower() + end.lower()
    return small.capitalize() if reading is Reading.NAME or _begins_sentence(match) else small


def _begins_sentence(match: re.Match[str]) -> bool:
    before = match.string[max(0, match.start() - LOOK_BACK) : match.start()]
    return SENTENCE_BEGINS.search(before) is not None and (len(before) < LOOK_BACK or before.strip() != "")


def _spelled(match: re.Match[str]) -> str:
    """An initialism with hyphens, that of several as that of one: an engine would say "ess" for a last "s"."""
    word = match["word"]
    if (
        len(set(word)) == 1
        or word in HALVES_OF_THE_DAY
        or reading_of(match.string, match.start("word"), match.end("word")) is not Reading.SPELLED
    ):
        return match.group()
    return "-".join(word) + ("’s" if match["many"] else "")


def _row_of_letters(match: re.Match[str]) -> str:
    lead, row = (f"{match['lead']} ", match["two"]) if match["two"] else ("", match.group())
    solid = row.replace(" ", "")
    if reading_of(solid, 0, len(solid)) is Reading.SPELLED:
        return lead + solid
    # The stop of the last letter is the sentence's, too.
    return lead + row.replace(" ", ".") + ("" if match.string[match.end() :].startswith(".") else ".")


def _with_figures(match: re.Match[str]) -> str:
    return " ".join("-".join(run) if _is_read_as_word(run) else run for run in _runs(match.group()))


def _runs(word: str) -> list[str]:
    """The runs of capitals and of figures in a word."""
    return re.findall(r"\d+|[A-Z]+", word)


def _is_read_as_word(letters: str) -> bool:
    """Whether a few letters beside figures would be taken for a word: the "NO" of "NO2"."""
    return len(letters) == 2 and letters.isalpha() and reading_of(letters, 0, 2) is not Reading.SPELLED


CAPITALS: tuple[Rule, ...] = (
    Rewrite(
        "letters spelled one by one",
        re.compile(
            r"(?<![\w.’'&-])(?<!\b[A-Z] )"
            r"(?:(?P<lead>an|the|her|his|our|my) (?P<two>[A-Z] [A-HJ-Z])|A [DM]|(?:[A-Z] ){2,7}[A-Z]"
            r"|[A-HJ-Z] [A-HJ-Z](?=$|[,.;:!?”\"…)]))"
            r"(?=$|[\s,.;:!?”\"…—)])(?! [A-Z]\b)"
        ),
        _row_of_letters,
        (
            ("the F B I came", "the FBI came"),
            ("say C A T.", "say C.A.T."),
            ("9 A M, an A U fic, U K", "9 A.M., an AU fic, UK"),
        ),
        ("A B side", "Plan A I like", "F.B.I.", "I A m", "A B C D E F G H I J K"),
        first=re.compile(r"[A-Z] [A-Z]\b"),
    ),
    Rewrite(
        # One letter with a figure behind it is read right: "B12", "K9".
        "letters and figures in one word",
        re.compile(
            r"(?<![\w.#])(?:(?=[A-Z]{2}|[A-Z]\d{1,3}[A-Z])[A-Z]{1,4}\d{1,3}(?:[A-Z]{1,3}\d{0,3}){0,3}"
            r"|(?<=[A-Z]-)\d[A-Z]{2})(?![\w])"
        ),
        _with_figures,
        (
            ("CO2 and H2O", "CO 2 and H 2 O"),
            ("NO2", "N-O 2"),
            ("C-3PO met R2D2", "C-3 PO met R 2 D 2"),
            ("an MI6 man", "an MI 6 man"),
        ),
        ("B12", "K9", "4K", "10AM", "2ND", "COVID-19", "R2-D2", "mp3", "F-16"),
        first=re.compile(r"[A-Z]\d|\d[A-Z]"),
    ),
    Rewrite(
        "formulas",
        re.compile(
            r"(?<![\w.])(?=[A-Z\d]*(?:Na|Cl|Ca|Fe|Mg|Zn|Cu|Ag|Si|Ti|Li))"
            r"(?:(?:Na|Cl|Ca|Fe|Mg|Zn|Cu|Ag|Si|Ti|Li|[HCNOKSP])\d{0,2}){2,6}(?!\w)"
        ),
        lambda match: " ".join("-".join(run) if run.isalpha() else run for run in _runs(match.group().upper())),
        (("NaCl, CaCO3", "N-A-C-L, C-A-C-O 3"), ("HCl", "H-C-L")),
        ("HeLa", "Na", "CO2", "Cl", "CaSa"),
        effect=Effect.CASE,
        first=re.compile(r"[A-Z](?:[a-z][A-Z\d]|[A-Z][a-z])"),
    ),
    Rewrite(
        "shouted names of clans",
        re.compile(r"\b(?P<clan>Ma?c)(?P<first>[A-Z])(?P<rest>[A-Z]{2,20})\b"),
        lambda match: match["clan"] + match["first"] + match["rest"].lower(),
        (("McDONALD", "McDonald"), ("MacGYVER’S", "MacGyver’S")),
        ("McDonald", "MACDONALD"),
        effect=Effect.CASE,
        need=Need.CAPITALS,
        first=re.compile(r"Ma?c[A-Z]{2}"),
    ),
    Repair(
        "shouted capitals",
        calm,
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
        effect=Effect.CASE,
        need=Need.CAPITALS,
    ),
    Rewrite(
        "initialisms with a slash",
        re.compile(r"(?<![\w/-])(?P<one>[A-Z]{1,2})/(?P<other>[A-Z]{1,2})(?![\w/-])"),
        lambda match: (
            " ".join("-".join(part) for part in match.group().split("/"))
            if len(match.group()) > 3
            else (f"{match['one']}-{match['other']}")
        ),
        (("an A/C", "an A-C"), ("AC/DC", "A-C D-C")),
        ("he/she", "A/B/C", "24/7"),
        need=Need.ACRONYMS,
        only_with="/",
    ),
    Rewrite(
        "initialisms spelled",
        re.compile(r"(?<![\w.&])(?<!\b[A-Z]-)(?P<word>[A-Z]{2,8})(?P<many>s?)(?![\w&]|\.\w|-[A-Z]\b|-\d)"),
        _spelled,
        (("her POV, an AU", "her P-O-V, an A-U"), ("VIPs of the ex-KGB", "V-I-P’s of the ex-K-G-B")),
        ("NASA", "A-U", "POVS2", "OK", "STOP it", "AAA"),
        need=Need.ACRONYMS,
    ),
)
