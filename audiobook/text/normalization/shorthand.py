"""Rules about shorthand: what is typed in a hurry, and symbols that stand for words."""

from __future__ import annotations

import re

from audiobook.text.normalization.options import NormalizationOption
from audiobook.text.normalization.rules import (
    NormalizationRule,
    TextEffect,
    any_word_pattern,
    fold_matched_case,
    text_after,
    text_before,
)

# Said in full, in lower case or in capitals.
SLASH_ABBREVIATIONS = {
    "w/": "with",
    "w/o": "without",
    "b/c": "because",
    "b/w": "between",
    "c/o": "care of",
    "w/e": "whatever",
}
CAPITAL_ABBREVIATIONS = {"ASAP": "as soon as possible", "THX": "thanks", "PLZ": "please"}
ABBREVIATION_PATTERN = any_word_pattern(
    " ".join((*SLASH_ABBREVIATIONS, *(key.upper() for key in SLASH_ABBREVIATIONS), *CAPITAL_ABBREVIATIONS))
)
# Spelled letter by letter, though in lower case.
SPELLED_ABBREVIATIONS = "omg omfg wtf wtaf stfu fml idgaf jfc pov ooc fyi rsvp diy rofl lmao lmfao bff otp wip"
SLASH_PAIRS = {
    "s/he": "she or he",
    "he/she": "he or she",
    "she/he": "she or he",
    "his/her": "his or her",
    "him/her": "him or her",
    "her/his": "her or his",
    "and/or": "and or",
    "either/or": "either or",
    "yes/no": "yes or no",
}


def _is_between_capitals(match: re.Match[str]) -> bool:
    """Whether a symbol is between capital letters: "R&B"."""
    return text_before(match).isupper() and text_after(match).isupper()


def _expand_abbreviation(match: re.Match[str]) -> str:
    word = match.group()
    return CAPITAL_ABBREVIATIONS.get(word) or SLASH_ABBREVIATIONS[fold_matched_case(word)]


def _expand_pair(match: re.Match[str]) -> str:
    expansion = SLASH_PAIRS[fold_matched_case(match.group())]
    return expansion.capitalize() if match.group()[0].isupper() else expansion


SHORTHAND_RULES: tuple[NormalizationRule, ...] = (
    NormalizationRule(
        "an author's note",
        re.compile(r"(?<![\w/])A/N(?P<s>[’']?s)?(?![\w/])"),
        lambda match: "Author’s note" + ("s" if match["s"] else ""),
        (("A/N: sorry", "Author’s note: sorry"),),
        ("A/Nx", "AN"),
        effect=TextEffect.REWORDS,
        trigger_chars="/",
    ),
    NormalizationRule(
        "words with a slash",
        re.compile(rf"(?<![\w/])(?:{any_word_pattern(' '.join(SLASH_PAIRS))})(?![\w/])", re.IGNORECASE),
        _expand_pair,
        (("s/he ran and/or hid", "she or he ran and or hid"), ("He/she", "He or she")),
        ("her/me", "and / or"),
        effect=TextEffect.REWORDS,
        trigger_chars="/",
    ),
    NormalizationRule(
        "words typed short",
        re.compile(rf"(?<![\w/.'’@#-])(?:(?:{ABBREVIATION_PATTERN})(?![\w/.-]|['’]\w)|[wW]/(?=\w))"),
        _expand_abbreviation,
        (
            ("he came w/o her b/c why", "he came without her because why"),
            ("w/ jam", "with jam"),
            ("ASAP", "as soon as possible"),
        ),
        ("and/or", "x/o.x", "asap"),
        effect=TextEffect.REWORDS,
        option=NormalizationOption.SHORTHAND,
        trigger_words=frozenset("w b c asap thx plz".split()),
    ),
    NormalizationRule(
        "spelled shorthand",
        re.compile(rf"(?<![\w.'’/-])(?:{any_word_pattern(SPELLED_ABBREVIATIONS)})(?![\w/-]|['’.]\w)"),
        lambda match: match.group().upper(),
        (("omg, her pov", "OMG, her POV"),),
        ("lol", "pova"),
        effect=TextEffect.CHANGES_CASE,
        option=NormalizationOption.SHORTHAND,
        trigger_words=frozenset(SPELLED_ABBREVIATIONS.split()),
    ),
    NormalizationRule(
        "not the same as",
        re.compile(r" ?(?:=/=|!==?|≠|=\\=) ?"),
        " is not ",
        (("a =/= b", "a is not b"),),
        ("a = b",),
        effect=TextEffect.REWORDS,
        trigger_chars="=≠",
    ),
    NormalizationRule(
        "arrows",
        re.compile(r"(?<=\w) ?(?:-+>|=+>|→) ?(?=\w)"),
        " to ",
        (("A -> B", "A to B"), ("x=>y", "x to y")),
        ("a > b",),
        effect=TextEffect.REWORDS,
        trigger_chars=">→",
    ),
)
SYMBOL_RULES: tuple[NormalizationRule, ...] = (
    NormalizationRule(
        "and",
        re.compile(r"(?<=\w) ?& ?(?=\w)|(?<=\s)&(?=\s)"),
        lambda match: "&" if match.group() == "&" and _is_between_capitals(match) else " and ",
        (("Tom & Jerry", "Tom and Jerry"),),
        ("AT&T", "R&B", "&"),
        effect=TextEffect.REWORDS,
        option=NormalizationOption.SYMBOLS,
        trigger_chars="&",
    ),
    NormalizationRule(
        "at",
        re.compile(r"(?<=\w) @ (?=\w)|(?<!\S)@ ?(?=\w)"),
        lambda match: " at " if match.group()[0] == " " else "at ",
        (("5 @ 3", "5 at 3"), ("@home", "at home")),
        ("b@d",),
        effect=TextEffect.REWORDS,
        option=NormalizationOption.SYMBOLS,
        trigger_chars="@",
    ),
    NormalizationRule(
        "hashtags",
        re.compile(r"(?<![\w&])#(?P<word>[^\W\d_]\w*)"),
        r"hashtag \g<word>",
        (("#blessed", "hashtag blessed"),),
        ("#5", "a#b", "#"),
        effect=TextEffect.REWORDS,
        option=NormalizationOption.SYMBOLS,
        trigger_chars="#",
    ),
)
