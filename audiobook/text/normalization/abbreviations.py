"""Rules that expand the abbreviations of abbreviation_table.py, among them people's titles."""

from __future__ import annotations

import re
from itertools import groupby

from audiobook.text.normalization.abbreviation_stops import ends_sentence, find_abbreviation
from audiobook.text.normalization.abbreviation_table import ABBREVIATIONS, Abbreviation
from audiobook.text.normalization.options import NormalizationOption
from audiobook.text.normalization.rules import NormalizationRule, TextEffect, any_word_pattern

# Unambiguous in capitals even without a stop, unlike "REV UP" and "MS WORD".
CAPITAL_BARE_FORMS = "MR MRS DR ST LV LVL VS AKA ETC"
BARE_FORMS = " ".join(
    {form for row in ABBREVIATIONS if row.stop_optional for form in (row.short_form, row.short_form.capitalize())}
)
# Most words before a stop are none of these.
SHORT_FORMS = frozenset(row.short_form.lower() for row in ABBREVIATIONS)


def _first_letter_pattern(words: str) -> str:
    """A pattern for any of the words that tests each first letter once, since most words have none of them."""
    sorted_words = sorted(words.split())
    groups = (
        (first, " ".join(word[1:] for word in group)) for first, group in groupby(sorted_words, lambda word: word[0])
    )
    return "|".join(f"{re.escape(first)}(?:{any_word_pattern(rest)})" for first, rest in groups)


def _expand_with_stop(match: re.Match[str]) -> str:
    if match["short"].lower() not in SHORT_FORMS:
        return match.group()
    text, start, end = match.string, match.start(), match.end()
    abbreviation = find_abbreviation(text, start, end - 1)
    if abbreviation is None:
        return match.group()
    expansion = _match_case(abbreviation, match["short"])
    return f"{expansion}." if ends_sentence(abbreviation, text, end) else expansion + _missing_space(text, end)


def _expand_without_stop(match: re.Match[str]) -> str:
    abbreviation = find_abbreviation(match.string, match.start(), match.end(), has_stop=False)
    if abbreviation is None:
        return match.group()
    return _match_case(abbreviation, match.group()) + _missing_space(match.string, match.end())


def _match_case(abbreviation: Abbreviation, short: str) -> str:
    """The expansion of a short form, with capitals where that has them."""
    if short.isupper() and short != abbreviation.short_form and len(short) > 1:
        return abbreviation.expansion.upper()
    expansion = abbreviation.expansion
    return expansion[0].upper() + expansion[1:] if short[0].isupper() else expansion


def _missing_space(text: str, end: int) -> str:
    """A space where none follows: "No.5", "MkII"."""
    return " " if text[end : end + 1].isalnum() else ""


ABBREVIATION_RULES: tuple[NormalizationRule, ...] = (
    NormalizationRule(
        "abbreviations",
        re.compile(
            r"(?<![\w.&])(?P<short>&c|[A-Za-z]{1,8}+(?:\.(?![IVX]{2,5}\b)[A-Za-z]{1,4}+)*+)"
            r"\.(?=[IVX]{2,5}\b|[^A-Za-z.]|$)"
        ),
        _expand_with_stop,
        (
            ("Dr. Reyes, of Main St. and St. Anne.", "Doctor Reyes, of Main Street and Saint Anne."),
            ("4 Privet Dr.", "4 Privet Drive."),
            ("on Baker St. Ann met Lt. Col. Ash", "on Baker Street Ann met Lieutenant Colonel Ash"),
            ("Ask the Capt. He knows.", "Ask the Captain. He knows."),
            ("yes, Mr., no", "yes, Mister, no"),
            ("Ft. Worth, Ste. Marie and Mt. Doom", "Fort Worth, Saint Marie and Mount Doom"),
            ("No.5, vol. 3, pp. 3–4, Mk.III", "Number 5, volume 3, pages 3–4, Mark III"),
            ("c. 1450, d. 1502, fl. c. 1890s", "circa 1450, died 1502, flourished circa 1890s"),
            ("b. 5 May 1900, c. 5th century", "born 5 May 1900, circa 5th century"),
            ("Apt. B, Apt. #4, Mk. I.", "Apartment B, Apartment #4, Mark I."),
            ("S. Korea, N. Main St.", "South Korea, North Main Street."),
            ("Rev. 3:20", "Revelation 3:20"),
            ("Max. speed is 9, min. is 2.", "Maximum speed is 9, minimum is 2."),
            ("cats, etc. Ann ran", "cats, et cetera. Ann ran"),
            ("him vs. Her", "him versus Her"),
            ("e.g. this, i.e. that", "for example this, that is that"),
            ("Ash & Co. They met Acme Inc. President Bo.", "Ash & Company. They met Acme Incorporated President Bo."),
            ("Adam Brown Jr., Esq.", "Adam Brown Junior, Esquire."),
            ("on Sat. in Jan. of, Mon.–Fri.", "on Saturday in January of, Monday–Friday."),
            ("Pt. II, by Wm. Blake", "Part II, by William Blake"),
            ("Salem, Mass. was", "Salem, Massachusetts was"),
            ("Roe v. Wade", "Roe versus Wade"),
            ("her Ph.D. thesis", "her PhD thesis"),
            ("SMITH & CO. PAID", "SMITH & COMPANY PAID"),
            ("VOL. 2 OF THE LT.", "VOLUME 2 OF THE LIEUTENANT."),
        ),
        (
            "I said no. Then",
            "He met Max. She met Jan. They sat.",
            "in a min.",
            "Yes, Miss. Go on.",
            "the U.S. Army",
            "J. K. Rowling",
            "5 a.m. sharp",
            "He did one rep. Ann did two.",
            "the end. Mar it.",
            "I did. The sun. In art. Oh, hon.",
            "a sec. Then",
            "Chapter LV. The End",
            "Ann S. Lee",
            "No. I. No. I—never. 'Eg.' Let us",
            "Chapter V. Advice",
            "That is his CO. Then",
        ),
        effect=TextEffect.REWORDS,
        option=NormalizationOption.ABBREVIATIONS,
        trigger_chars=".",
    ),
    NormalizationRule(
        "abbreviations without their stop",
        re.compile(
            # A number may follow at once: "lv5", "MkII".
            rf"(?<![\w.@-])(?P<short>{_first_letter_pattern(f'{BARE_FORMS} {CAPITAL_BARE_FORMS}')})"
            rf"(?=[IVX]*+\d*+\b)(?![.'’&-])"
        ),
        _expand_without_stop,
        (
            ("Mr Pym and Mrs Pym", "Mister Pym and Missus Pym"),
            ("St Mungo's", "Saint Mungo's"),
            ("a Lvl 12 Mage, lv3, lvl up", "a Level 12 Mage, level 3, level up"),
            ("Vol 2, ch 3, in Dallas, TX", "Volume 2, chapter 3, in Dallas, Texas"),
            ("MkIII, Mk5", "Mark III, Mark 5"),
            ("Mk II, him vs her", "Mark II, him versus her"),
            ("MR PYM", "MISTER PYM"),
            ("Rex, aka Rover, bones etc", "Rex, also known as Rover, bones et cetera"),
        ),
        ("Fox", "Gen Z", "Mr is", "Rep it", "1st Ann", "REV UP", "the MS Ann", "Stan", "AKAMARU", "VSS"),
        effect=TextEffect.REWORDS,
        option=NormalizationOption.ABBREVIATIONS,
    ),
    NormalizationRule(
        "Saint with a hyphen",
        re.compile(r"(?<![\w-])Ste?\.?-(?=[A-ZÀ-Þ][a-z])"),
        "Saint-",
        (("St-Denis, Ste-Marie", "Saint-Denis, Saint-Marie"),),
        ("Best-Man", "St-st"),
        effect=TextEffect.REWORDS,
        option=NormalizationOption.ABBREVIATIONS,
        trigger_chars="-",
    ),
    NormalizationRule(
        "an episode of a season",
        re.compile(r"\bS0?(?P<season>\d{1,2})[ .]?E0?(?P<episode>\d{1,3})\b"),
        r"season \g<season>, episode \g<episode>",
        (("watch S01E05", "watch season 1, episode 5"),),
        ("S1", "SE5", "S1EX"),
        effect=TextEffect.REWORDS,
        option=NormalizationOption.ABBREVIATIONS,
        trigger_chars="0123456789",
    ),
    NormalizationRule(
        "the number sign",
        re.compile(r"№ ?(?=\d)"),
        "number ",
        (("№ 5", "number 5"),),
        ("№",),
        effect=TextEffect.REWORDS,
        option=NormalizationOption.ABBREVIATIONS,
        trigger_chars="№",
    ),
)
