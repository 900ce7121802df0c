"""Lines that are set apart and could be a chapter's title: short, no sentence, no speech, no label, no letter."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from audiobook.chapters.breaks import is_scene_break
from audiobook.chapters.headings.candidates import HeadingCandidate
from audiobook.chapters.headings.contents_lists import is_contents_caption
from audiobook.chapters.headings.patterns import SPEECH_MARK, TITLE_ORNAMENTS, Heading, HeadingForm, parse_heading
from audiobook.chapters.line_rules import line_rule
from audiobook.chapters.lines import SourceLine
from audiobook.chapters.note_labels import ANY_NOTE, matches_any_rule
from audiobook.chapters.preamble import parse_byline, parse_labels
from audiobook.text.calendar import MONTHS, WEEKDAYS
from audiobook.text.numerals import CARDINAL_UNITS

MAX_TITLE_LINE_CHARACTERS, MAX_TITLE_LINE_WORDS = 80, 12
# Signs drawn on both sides of a title; one of those that also stress a word must be doubled.
ORNAMENT_CHARACTERS = "*_=~+–—•-"
EMPHASIS_CHARACTERS = "*_"
STRIPPED_CHARACTERS = f"{TITLE_ORNAMENTS} \t"
NON_TITLE_STARTS = frozenset("([{<“\"‘'«„")
NON_TITLE_ENDS = frozenset(":,;…")
# "May" is more often a verb or a name; it is a month only next to a day.
UNAMBIGUOUS_MONTHS = [month.lower() for month in MONTHS if month != "May"]
MONTH_WORDS = "|".join([*UNAMBIGUOUS_MONTHS, *(month[:3] for month in UNAMBIGUOUS_MONTHS), "sept"])
DAY_WORDS = f"{'|'.join(WEEKDAYS).lower()}|mon|tues?|wed|thurs?|fri|sat|sun"
QUANTITY_WORDS = rf"{'|'.join(CARDINAL_UNITS[1:13])}|some|an?|several|many|few|a few|\d{{1,4}}"
TIME_UNITS = "second|minute|hour|day|night|week|month|year|moment"
TIMES_OF_DAY = "morning|noon|afternoon|evening|night|midnight|dawn|dusk"

SCENE_TIME = line_rule(
    "time of a scene",
    rf"(?:(?:{DAY_WORDS})\b.{{0,40}}|\d{{1,2}}(?:st|nd|rd|th)?\.? (?:of )?(?:{MONTH_WORDS}|may)\b.{{0,20}}|"
    rf"(?:{MONTH_WORDS})\.?(?: \d.{{0,20}})?|may \d.{{0,20}}|(?:late |early )?(?:{MONTH_WORDS}),? \d{{4}}|"
    rf"(?:the |that |this |next |same |late |early |later |in |on |at ){{0,3}}(?:{TIMES_OF_DAY})(?: of .{{0,30}})?|"
    rf"(?:{QUANTITY_WORDS}) (?:{TIME_UNITS})s? (?:later|ago|earlier|before|after|on)\b.{{0,40}}|"
    rf"(?:{TIME_UNITS}|{TIMES_OF_DAY})s? \d{{1,4}}|(?:{TIME_UNITS})s (?:later|ago|earlier|pass)|"
    rf"(?:the )?(?:next|following|same|previous|other) (?:{TIME_UNITS}|{TIMES_OF_DAY}|time)\b.{{0,20}}|"
    r"(?:much |sometime |somewhat )?(?:later|earlier)\b.{0,30}|meanwhile\b.{0,40}|(?:end (?:of )?)?flash-?back|"
    r"(?:the )?(?:present|past)(?: day)?|now|then|before|after|elsewhere|back (?:at|in|home)\b.{0,40}|"
    r"today|tomorrow|yesterday|tonight|\d{1,2}(?:[:.]\d\d)?(?: ?[ap]\.?m\.?| hours| o['’]clock)?\b.{0,20}|"
    r"\d{4}.{0,10}|\d{1,2}[./-]\d{1,2}.{0,8})",
    ("Three days later", "Monday, 3 March", "10:45 p.m.", "Meanwhile", "The next morning", "3 May 1911", "Day 3",
     "1911", "Later that night", "March 3rd", "May 4", "Present day", "Flashback", "Back at the mill", "Years later",
     "Five minutes ago", "That night", "June 1911", "12/3/1911", "Meanwhile, at the mill", "A week later", "Now"),
    ("The Storm", "A New Home", "Night Watch", "The Day of the Ferry", "Marching Orders", "Days of Rain", "May Queen",
     "Before the Flood", "Three Days", "Then Came the Rain", "Midnight Ferry"),
)  # fmt: skip
LETTER_LINE = line_rule(
    "line of a letter",
    r"(?:my )?dear(?:est)?(?: \w{1,20}){1,3}|"
    r"(?:with )?(?:yours|sincerely|love|regards|best wishes)(?:,.{0,60}| always)?|"
    r"(?:from|to|re|subject|date|sent|p\.?\s?s)\s?[:.].{0,70}",
    ("Dear Nia", "Yours, Bo", "Love, Bo", "From: Nia", "Subject: The mill", "Dearest Bo", "P.S. Burn this"),
    ("To the Lighthouse", "From Here On", "Love in the Mill", "The Date"),
)
STATUS_LINE = line_rule(
    "line of a status box",
    r"[^:=]{1,30}[:=] ?[+-]?\d.{0,30}|"
    r"(?:level|lvl|lv|rank|hp|mp|sp|xp|exp)\.? ?[+-]?\d.{0,30}|[^:]{1,30} [+-]\d{1,5}%?",
    ("Strength: 12", "Level 3", "HP 120/130", "Mana = 4", "Speed +2", "Lvl. 12"),
    ("Storm: A Beginning", "Level Ground", "The Rank and File", "Seven"),
)
POINT_OF_VIEW = line_rule(
    "point of view",
    r"(?:pov|point of view)\b.{0,40}|[^:]{1,40}? \(?(?:pov|p\.o\.v\.?|point of view|perspective)\)?",
    ("Nia's POV", "Nia POV", "POV: Nia", "Third Person POV", "Bo’s point of view", "Nia (POV)"),
    ("Poverty", "The Point", "A View"),
)
CLOSING_WORDS = line_rule(
    "closing words",
    r"[\s~*]*(?:(?:the )?end(?: of .{0,40})?|fin|finis|(?:to be )?continued|tbc)[\s.…!~*]*",
    ("The End", "FIN", "To be continued…", "TBC", "THE END.", "End of Chapter One", "~ fin ~"),
    ("The Ending", "End Game", "Finding Nia"),
)


@dataclass(frozen=True, slots=True)
class TitleLine:
    """A line that is set apart: its words without what is drawn around them, its look; whether it could be a title."""

    line: int
    text: str
    style: str
    can_be_title: bool

    @property
    def base_style(self) -> str:
        """The look without the class of the paragraph, which differs where a first chapter is styled otherwise."""
        return self.style.partition(" .")[0]

    @property
    def candidate(self) -> HeadingCandidate:
        """The line as a heading without a number; a prologue keeps its name as the label."""
        heading = parse_heading(self.text)
        named = heading if heading and heading.form is HeadingForm.NAMED else None
        return HeadingCandidate(self.line, named or Heading(HeadingForm.TITLE, "", None, self.text))

    @property
    def is_scene_setting(self) -> bool:
        """Whether the words say when a scene is, or whose eyes it is seen with."""
        return bool(SCENE_TIME.pattern.fullmatch(self.text) or POINT_OF_VIEW.pattern.fullmatch(self.text))


def find_title_lines(lines: Sequence[SourceLine], styles: Sequence[str]) -> Iterator[TitleLine]:
    """The lines that are set apart, by how the file sets each ("" for ordinary ones) or by what is drawn around it."""
    for index, (line, marked_style) in enumerate(zip(lines, styles, strict=True)):
        style = marked_style or ornament_style(line.text)
        text = line.text.strip(STRIPPED_CHARACTERS) if style else ""
        if text and not _is_other_display_line(text, line.text):
            yield TitleLine(index, text, style, can_be_standalone_title(text))


def ornament_style(text: str) -> str:
    """What is drawn around the words of a line on both sides, "" where nothing is, or where it may be only stress.

    >>> (ornament_style("**The Storm**"), ornament_style("~ The Storm ~"), ornament_style("*No*"),
    ... ornament_style("She — no —"))
    ('**', '~', '', '')
    """
    if len(text) > MAX_TITLE_LINE_CHARACTERS or text[:1] not in ORNAMENT_CHARACTERS:
        return ""
    core = text.strip(f"{ORNAMENT_CHARACTERS} ")
    before, _, after = text.partition(core) if core else ("", "", "")
    before, after = before.replace(" ", ""), after.replace(" ", "")
    return "" if before in EMPHASIS_CHARACTERS or before != after[::-1] else before


def can_be_standalone_title(text: str) -> bool:
    """Whether words that stand alone could be a title.

    >>> (can_be_standalone_title("The Storm"), can_be_standalone_title("Run for it."),
    ... can_be_standalone_title("Strength: 12"))
    (True, False, False)
    """
    if (
        len(text) > MAX_TITLE_LINE_CHARACTERS
        or len(text.split()) > MAX_TITLE_LINE_WORDS
        or not any(map(str.isalnum, text))
    ):
        return False
    if text[0].islower() or text[0] in NON_TITLE_STARTS or text[-1] in NON_TITLE_ENDS or SPEECH_MARK.search(text):
        return False
    if (text.endswith(".") and not text.isupper()) or _is_document_line(text):
        return False
    heading = parse_heading(text)
    return heading is None or heading.form is not HeadingForm.PART


def _is_document_line(text: str) -> bool:
    """Whether a line is one of a page that a story shows: a letter, a status box."""
    return bool(LETTER_LINE.pattern.fullmatch(text) or STATUS_LINE.pattern.fullmatch(text))


def _is_other_display_line(text: str, line: str) -> bool:
    """Whether a line is a break, a label, a note or the like, which may be set as titles are in any book."""
    marker = (
        parse_labels(text) or parse_byline(text) or is_contents_caption(text) or CLOSING_WORDS.pattern.fullmatch(text)
    )
    return bool(marker) or is_scene_break(line) or matches_any_rule(ANY_NOTE, line)
