"""Full stops of abbreviations: which abbreviation a stop belongs to, and whether it ends the sentence, too."""

from __future__ import annotations

import re

from audiobook.text.normalization.abbreviation_table import Abbreviation, Last, Where, rows_for

# Words that begin a sentence and no name: "Plan B. Then we ran."
OPENERS = frozenset(
    (
        "he she it they we you the a an this that these those then there but and so no yes what when where why how "
        "who if in on at to his her my our your their its not now as after before for from with well oh i all some "
        "nobody nothing everyone even just only maybe perhaps did do does was were is are it's he's she's that's "
        "i'm i'd i've i'll let's don't didn't can't"
    ).split()
)
# After the title of a person they begin a sentence; "Dr. No" and "Mrs. Who" are people.
SUBJECTS = frozenset("he she it they we you i the this that then there but his her my i'm i'd i've i'll it's".split())
# No sentence ends with them.
NEVER_LAST = frozenset("mr mrs ms mx messrs mme mlle".split())
# Not the name of a street: "In St. Ives", "The St. Bernard", "Port St. John".
NO_STREET = frozenset(
    (
        "the in at on to from of and but near for by with since then when saint old new mr mrs miss sir port fort "
        "mont mount cape lake bury sault chapel"
    ).split()
)
LOOK_BACK, LOOK_AHEAD = 40, 32

CAPITAL = "A-ZÀ-ÖØ-Þ"
OVER = re.compile(rf"(?P<close>[”’\"')\]]*)(?:$|\s+[“‘\"'(\[—]*(?P<word>[{CAPITAL}][\w’']*+)(?!\.))")
MONTH = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)"
# What has to follow, from the stop on, and what has to stand before.
FOLLOWING = {
    Where.BEFORE_NAME: re.compile(
        rf"\s+[“‘\"'(]?(?P<word>[{CAPITAL}][\w’']*+)|\s+(?:and|or|&) (?:Mrs|Ms|Mr|Dr|Miss)\b"
    ),
    Where.BEFORE_NUMBER: re.compile(
        r"\s?#?\d|\s(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)\b"
        r"|\s?(?=[XVI]{2}|[VX]\b)X{0,3}(?:IX|IV|V?I{0,3})\b(?!['’])"
    ),
    Where.BEFORE_ONE: re.compile(r"\sI(?= ?(?:[.,:;)!?”—–]|$))"),
    Where.BEFORE_LETTER: re.compile(r"\s[A-Z]\b(?!\.|['’])"),
    Where.BEFORE_YEAR: re.compile(
        rf"\s?(?:(?:c\.?|ca\.?|circa|A\.?D\.?) ?)?\d{{3,4}}s?\b(?!,\d)|\s(?:\d{{1,2}} )?{MONTH}"
        r"|\s\d{1,2}(?:st|nd|rd|th)[ -]c"
    ),
    Where.BEFORE_VERSE: re.compile(r"\s\d{1,3}:\d"),
    Where.BEFORE_A_STREET: re.compile(
        r"\s(?:\d{1,3}(?:st|nd|rd|th)\b|St\. [A-Z]"
        r"|[A-Z][a-z]{1,20} (?:St|Ave|Rd|Blvd|Ln|Dr|Street|Avenue|Road|Boulevard|Lane|Drive)\b"
        r"|(?:Korea|Africa|America|Carolina|Dakota|Virginia|Asia|Europe|Coast)\b)"
    ),
    Where.BETWEEN_NAMES: re.compile(rf"\s+[{CAPITAL}]"),
    Where.MID_SENTENCE: re.compile(r"\s+[a-z(]|\s*[\d:]"),
}
STREET_OVER = re.compile(r"[,;:!?)”’]|\s+[a-z\d]|\s*[&/–—-]|$")
DAY = r"(?:Mon|Tues?|Wed|Thu(?:rs?)?|Fri|Sat|Sun)"
TIME_OF_DAY = re.compile(
    rf"\s(?:through|thru|morning|afternoon|evening|night|noon|at \d)|(?:\s?[-–—]\s?|,? (?:and|or) |, ){DAY}\b"
)
# After "Main St." they are no saint's name.
OF_THE_TOWN = frozenset(
    (
        "station bridge market journal school pier park theater theatre bakery bar cafe café club grill hotel "
        "apartments clinic police precinct irregulars gang boys crew church bank house hospital library shop mall "
        "garage exit entrance parking subway dock docks fair festival parade mission gym diner deli salon studio "
        "studios"
    ).split()
)
NAME_BEFORE = re.compile(rf"(?:(?P<name>[{CAPITAL}][\w’'-]+),?|\d(?:st|nd|rd|th)) $")
PRECEDING = {
    Where.BETWEEN_NAMES: NAME_BEFORE,
    Where.AFTER_NAME: NAME_BEFORE,
    Where.AFTER_AND: re.compile(r"(?:&|\b(?:AND|and)) $"),
    Where.AFTER_PLACE: re.compile(rf"[{CAPITAL}][a-z]+, $"),
    Where.IN_A_MONTH: re.compile(
        r"\b(?:in|last|next|since|until|till|early|late|mid|\d{1,2}(?:st|nd|rd|th)?)[ -]$", re.IGNORECASE
    ),
    Where.ON_A_DAY: re.compile(
        rf"\b(?:on|last|next|every|this|until|till|by|through|thru) $|{DAY}[a-z]*\.?(?:\s?[-–—]\s?|,? (?:and|or) |, )$",
        re.IGNORECASE,
    ),
}
ON_A_STREET = re.compile(rf"\b(?:on|down|along|off|across|up|\d+[A-Za-z]?) (?:[{CAPITAL}][a-z]+ ){{1,2}}$")
BEGINS = re.compile(r"(?:^|[.!?:;…—]|\n)\W*$")


def abbreviation_at(text: str, start: int, end: int, stop: bool = True) -> Abbreviation | None:
    """The abbreviation that stands between two places of a text; a stop follows it, where `stop` says so.

    >>> found = abbreviation_at("See No. 5", 4, 6)
    >>> found and found.said
    'number'
    >>> abbreviation_at("I said no. Then", 7, 9) is None
    True
    """
    rows = (row for row in rows_for(text[start:end]) if stop or row.bare)
    return next((row for row in rows if _holds(row, text, start, end + stop)), None)


def ends_sentence(row: Abbreviation, text: str, end: int) -> bool:
    """Whether the stop of an abbreviation, which `end` stands behind, is the sentence's, too."""
    over = OVER.match(text[end : end + LOOK_AHEAD])
    if over is None:
        return False
    if over["close"] or not over["word"] or row.last is Last.ALWAYS:
        return True
    return row.last is Last.BEFORE_OPENERS and _plain(over["word"]) in OPENERS


def _plain(word: str) -> str:
    return word.lower().replace("’", "'").rstrip("'")


def _holds(row: Abbreviation, text: str, start: int, end: int) -> bool:
    """Whether what stands around an abbreviation makes it one; `end` is behind its stop."""
    before, after = text[max(0, start - LOOK_BACK) : start], text[end : end + LOOK_AHEAD]
    if row.where is Where.OF_A_STREET:
        return _names_street(before, after)
    # "I met Max. he said"
    may_be_name = row.short.islower() and text[start].isupper()
    if row.where is Where.MID_SENTENCE and (before[-2:-1].isdigit() or (may_be_name and not BEGINS.search(before))):
        return False
    if row.where is Where.BETWEEN_NAMES and text[start].isupper():
        return False
    if row.where is Where.BEFORE_YEAR and before[-2:-1].isdigit():
        return False
    if row.where is Where.ON_A_DAY and TIME_OF_DAY.match(after):
        return True
    preceding, following = PRECEDING.get(row.where), FOLLOWING.get(row.where)
    found = following.match(after) if following else None
    if (preceding and not preceding.search(before)) or (following and not found):
        return False
    name = found.groupdict().get("word") if found else None
    return not name or row.short.lower() in NEVER_LAST or _plain(name) not in SUBJECTS


def _names_street(before: str, after: str) -> bool:
    """Whether a street's name stands before "St." or "Dr.", and no person's behind it."""
    name = NAME_BEFORE.search(before)
    if name is None or (name["name"] or "").lower() in NO_STREET:
        return False
    over = OVER.match(after)
    opened = over is not None and _plain(over["word"] or "") in OPENERS | OF_THE_TOWN
    return opened or STREET_OVER.match(after) is not None or ON_A_STREET.search(before) is not None
