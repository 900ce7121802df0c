"""Full stops of abbreviations: which abbreviation a stop belongs to, and whether it also ends the sentence."""

from __future__ import annotations

import re

from audiobook.text.calendar import MONTHS
from audiobook.text.normalization.abbreviation_table import (
    Abbreviation,
    AbbreviationContext,
    StopRole,
    abbreviations_for,
)
from audiobook.text.normalization.sentence_marks import (
    ABBREVIATION_SENTENCE_END,
    CAPITAL_EXPLAINED,
    CAPITAL_LETTERS,
)
from audiobook.text.numerals import ROMAN_UNITS

# Words that begin a sentence rather than a name: "Plan B. Then we ran."
SENTENCE_OPENERS = frozenset(
    (
        "he she it they we you the a an this that these those then there but and so no yes what when where why how "
        "who if in on at to his her my our your their its not now as after before for from with well oh i all some "
        "nobody nothing everyone even just only maybe perhaps did do does was were is are it's he's she's that's "
        "i'm i'd i've i'll let's don't didn't can't"
    ).split()
)
# After a person's title these begin a sentence, while "Dr. No" and "Mrs. Who" are people.
SUBJECTS = frozenset("he she it they we you i the this that then there but his her my i'm i'd i've i'll it's".split())
# No sentence ends with these.
NEVER_SENTENCE_FINAL = frozenset("mr mrs ms mx messrs mme mlle".split())
# After these, "St." is "Saint": "In St. Ives", "The St. Bernard", "Port St. John".
NOT_STREET_NAMES = frozenset(
    (
        "the in at on to from of and but near for by with since then when saint old new mr mrs miss sir port fort "
        "mont mount cape lake bury sault chapel"
    ).split()
)
# How many characters before and after an abbreviation are examined.
LOOK_BACK, LOOK_AHEAD = 40, 32

MONTH = f"(?:{'|'.join(name[:3] for name in MONTHS)})"
# What must follow the stop, and below what must come before the abbreviation.
REQUIRED_AFTER = {
    AbbreviationContext.BEFORE_NAME: re.compile(
        rf"\s+[“‘\"'(]?(?P<word>[{CAPITAL_LETTERS}][\w’']*+)|\s+(?:and|or|&) (?:Mrs|Ms|Mr|Dr|Miss)\b"
    ),
    AbbreviationContext.BEFORE_NUMBER: re.compile(
        r"\s?#?\d|\s(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)\b"
        rf"|\s?(?=[XVI]{{2}}|[VX]\b)X{{0,3}}{ROMAN_UNITS}\b(?!['’])"
    ),
    AbbreviationContext.BEFORE_ROMAN_ONE: re.compile(r"\sI(?= ?(?:[.,:;)!?”—–]|$))"),
    AbbreviationContext.BEFORE_LETTER: re.compile(r"\s[A-Z]\b(?!\.|['’])"),
    AbbreviationContext.BEFORE_YEAR: re.compile(
        rf"\s?(?:(?:c\.?|ca\.?|circa|A\.?D\.?) ?)?\d{{3,4}}s?\b(?!,\d)|\s(?:\d{{1,2}} )?{MONTH}"
        r"|\s\d{1,2}(?:st|nd|rd|th)[ -]c"
    ),
    AbbreviationContext.BEFORE_VERSE: re.compile(r"\s\d{1,3}:\d"),
    AbbreviationContext.BEFORE_STREET_NAME: re.compile(
        r"\s(?:\d{1,3}(?:st|nd|rd|th)\b|St\. [A-Z]"
        r"|[A-Z][a-z]{1,20} (?:St|Ave|Rd|Blvd|Ln|Dr|Street|Avenue|Road|Boulevard|Lane|Drive)\b"
        r"|(?:Korea|Africa|America|Carolina|Dakota|Virginia|Asia|Europe|Coast)\b)"
    ),
    AbbreviationContext.BETWEEN_NAMES: re.compile(rf"\s+[{CAPITAL_LETTERS}]"),
    AbbreviationContext.MID_SENTENCE: re.compile(r"\s+[a-z(]|\s*[\d:]"),
}
AFTER_STREET_NAME = re.compile(r"[,;:!?)”’]|\s+[a-z\d]|\s*[&/–—-]|$")
WEEKDAY = r"(?:Mon|Tues?|Wed|Thu(?:rs?)?|Fri|Sat|Sun)"
AFTER_WEEKDAY = re.compile(
    rf"\s(?:through|thru|morning|afternoon|evening|night|noon|at \d)|(?:\s?[-–—]\s?|,? (?:and|or) |, ){WEEKDAY}\b"
)
# After these, as after "Main St.", comes no saint's name: "Main St. station".
TOWN_NOUNS = frozenset(
    (
        "station bridge market journal school pier park theater theatre bakery bar cafe café club grill hotel "
        "apartments clinic police precinct irregulars gang boys crew church bank house hospital library shop mall "
        "garage exit entrance parking subway dock docks fair festival parade mission gym diner deli salon studio "
        "studios"
    ).split()
)
NAME_BEFORE = re.compile(rf"(?:(?P<name>[{CAPITAL_LETTERS}][\w’'-]+),?|\d(?:st|nd|rd|th)) $")
REQUIRED_BEFORE = {
    AbbreviationContext.BETWEEN_NAMES: NAME_BEFORE,
    AbbreviationContext.AFTER_NAME: NAME_BEFORE,
    AbbreviationContext.AFTER_AND: re.compile(r"(?:&|\b(?:AND|and)) $"),
    AbbreviationContext.AFTER_PLACE_NAME: re.compile(rf"[{CAPITAL_LETTERS}][a-z]+, $"),
    AbbreviationContext.MONTH_IN_DATE: re.compile(
        r"\b(?:in|last|next|since|until|till|early|late|mid|\d{1,2}(?:st|nd|rd|th)?)[ -]$", re.IGNORECASE
    ),
    AbbreviationContext.WEEKDAY_IN_DATE: re.compile(
        rf"\b(?:on|last|next|every|this|until|till|by|through|thru) $|{WEEKDAY}[a-z]*\.?(?:\s?[-–—]\s?|,? (?:and"
        rf"|or) |, )$",
        re.IGNORECASE,
    ),
}
ON_A_STREET = re.compile(rf"\b(?:on|down|along|off|across|up|\d+[A-Za-z]?) (?:[{CAPITAL_LETTERS}][a-z]+ ){{1,2}}$")


def find_abbreviation(text: str, start: int, end: int, has_stop: bool = True) -> Abbreviation | None:
    """The abbreviation from `start` to `end` (exclusive) of a text, None for other words; a stop follows if `has_stop`.

    >>> abbreviation = find_abbreviation("See No. 5", 4, 6)
    >>> abbreviation and abbreviation.expansion
    'number'
    >>> find_abbreviation("I said no. Then", 7, 9) is None
    True
    """
    candidates = (
        abbreviation for abbreviation in abbreviations_for(text[start:end]) if has_stop or abbreviation.stop_optional
    )
    return next(
        (abbreviation for abbreviation in candidates if _fits_context(abbreviation, text, start, end + has_stop)), None
    )


def ends_sentence(abbreviation: Abbreviation, text: str, end: int) -> bool:
    """Whether the stop of an abbreviation also ends the sentence; `end` is the position after the stop."""
    continuation = ABBREVIATION_SENTENCE_END.match(text[end : end + LOOK_AHEAD])
    if continuation is None:
        return False
    if continuation["close"] or not continuation["word"] or abbreviation.stop_role is StopRole.ALWAYS_ENDS:
        return True
    return (
        abbreviation.stop_role is StopRole.ENDS_BEFORE_OPENER
        and _normalize_word(continuation["word"]) in SENTENCE_OPENERS
    )


def _normalize_word(word: str) -> str:
    return word.lower().replace("’", "'").rstrip("'")


def _fits_context(abbreviation: Abbreviation, text: str, start: int, end: int) -> bool:
    """Whether the text around an abbreviation is what its context requires; `end` is the position after its stop."""
    before, after = text[max(0, start - LOOK_BACK) : start], text[end : end + LOOK_AHEAD]
    if abbreviation.context is AbbreviationContext.STREET_TYPE:
        return _is_street_name(before, after)
    # "I met Max. he said"
    may_be_name = abbreviation.short_form.islower() and text[start].isupper()
    if abbreviation.context is AbbreviationContext.MID_SENTENCE and (
        before[-2:-1].isdigit() or (may_be_name and not CAPITAL_EXPLAINED.search(before))
    ):
        return False
    if abbreviation.context is AbbreviationContext.BETWEEN_NAMES and text[start].isupper():
        return False
    if abbreviation.context is AbbreviationContext.BEFORE_YEAR and before[-2:-1].isdigit():
        return False
    if abbreviation.context is AbbreviationContext.WEEKDAY_IN_DATE and AFTER_WEEKDAY.match(after):
        return True
    preceding, following = REQUIRED_BEFORE.get(abbreviation.context), REQUIRED_AFTER.get(abbreviation.context)
    following_match = following.match(after) if following else None
    if (preceding and not preceding.search(before)) or (following and not following_match):
        return False
    name = following_match.groupdict().get("word") if following_match else None
    return not name or abbreviation.short_form.lower() in NEVER_SENTENCE_FINAL or _normalize_word(name) not in SUBJECTS


def _is_street_name(before: str, after: str) -> bool:
    """Whether "St." or "Dr." comes after a street's name, and not before a person's."""
    name = NAME_BEFORE.search(before)
    if name is None or (name["name"] or "").lower() in NOT_STREET_NAMES:
        return False
    continuation = ABBREVIATION_SENTENCE_END.match(after)
    is_followed = (
        continuation is not None and _normalize_word(continuation["word"] or "") in SENTENCE_OPENERS | TOWN_NOUNS
    )
    return is_followed or AFTER_STREET_NAME.match(after) is not None or ON_A_STREET.search(before) is not None
