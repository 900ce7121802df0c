"""Lines that are set apart and could be a chapter's title: short, no sentence, no speech, no label, no letter."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from audiobook.chapters.breaks import is_break
from audiobook.chapters.headings.candidates import Candidate
from audiobook.chapters.headings.contents_lists import is_contents_caption
from audiobook.chapters.headings.patterns import SPEECH_MARK, TITLE_ORNAMENTS, Form, Heading, heading_in
from audiobook.chapters.lines import SourceLine
from audiobook.chapters.note_labels import ANY_NOTE, matches_any
from audiobook.chapters.preamble import byline, labels_in
from audiobook.chapters.rules import line_rule

MOST_CHARACTERS, MOST_WORDS = 80, 12
# Signs drawn on both sides of a title; one of those that also stress a word must be doubled.
DRAWN = "*_=~+–—•-"
STRESSING = "*_"
MARKS = f"{TITLE_ORNAMENTS} \t"
OPENS_NO_TITLE = frozenset("([{<“\"‘'«„")
ENDS_NO_TITLE = frozenset(":,;…")
MONTHS = (
    "january|february|march|april|june|july|august|september|october|november|december|jan|feb|mar|apr|jun|jul|aug|"
    "sept?|oct|nov|dec"
)
DAYS = "monday|tuesday|wednesday|thursday|friday|saturday|sunday|mon|tues?|wed|thurs?|fri|sat|sun"
NUMBERS = "one|two|three|four|five|six|seven|eight|nine|ten|twelve|some|an?|several|many|few|a few|\\d{1,4}"
SPANS = "second|minute|hour|day|night|week|month|year|moment"
TIMES_OF_DAY = "morning|noon|afternoon|evening|night|midnight|dawn|dusk"

TIME_OF_A_SCENE = line_rule(
    "time of a scene",
    rf"(?:(?:{DAYS})\b.{{0,40}}|\d{{1,2}}(?:st|nd|rd|th)?\.? (?:of )?(?:{MONTHS}|may)\b.{{0,20}}|"
    rf"(?:{MONTHS})\.?(?: \d.{{0,20}})?|may \d.{{0,20}}|(?:late |early )?(?:{MONTHS}),? \d{{4}}|"
    rf"(?:the |that |this |next |same |late |early |later |in |on |at ){{0,3}}(?:{TIMES_OF_DAY})(?: of .{{0,30}})?|"
    rf"(?:{NUMBERS}) (?:{SPANS})s? (?:later|ago|earlier|before|after|on)\b.{{0,40}}|"
    rf"(?:{SPANS}|{TIMES_OF_DAY})s? \d{{1,4}}|(?:{SPANS})s (?:later|ago|earlier|pass)|"
    rf"(?:the )?(?:next|following|same|previous|other) (?:{SPANS}|{TIMES_OF_DAY}|time)\b.{{0,20}}|"
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
LETTER = line_rule(
    "line of a letter",
    r"(?:my )?dear(?:est)?(?: \w{1,20}){1,3}|"
    r"(?:with )?(?:yours|sincerely|love|regards|best wishes)(?:,.{0,60}| always)?|"
    r"(?:from|to|re|subject|date|sent|p\.?\s?s)\s?[:.].{0,70}",
    ("Dear Nia", "Yours, Bo", "Love, Bo", "From: Nia", "Subject: The mill", "Dearest Bo", "P.S. Burn this"),
    ("To the Lighthouse", "From Here On", "Love in the Mill", "The Date"),
)
STATUS = line_rule(
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
CLOSING = line_rule(
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
    look: str
    could_be: bool

    @property
    def bare_look(self) -> str:
        """The look without the class of the paragraph, which differs where a first chapter is styled otherwise."""
        return self.look.partition(" .")[0]

    @property
    def candidate(self) -> Candidate:
        """The line as a heading without a number; a prologue keeps its name as the label."""
        heading = heading_in(self.text)
        named = heading if heading and heading.form is Form.NAMED else None
        return Candidate(self.line, named or Heading(Form.TITLE, "", None, self.text))

    @property
    def is_time(self) -> bool:
        """Whether the words say when a scene is, or whose eyes it is seen with."""
        return bool(TIME_OF_A_SCENE.pattern.fullmatch(self.text) or POINT_OF_VIEW.pattern.fullmatch(self.text))


def title_lines(lines: Sequence[SourceLine], looks: Sequence[str]) -> Iterator[TitleLine]:
    """The lines that are set apart, by how the file sets each ("" for ordinary ones) or by what is drawn around it."""
    for index, (line, set_so) in enumerate(zip(lines, looks, strict=True)):
        look = set_so or drawn_look(line.text)
        text = line.text.strip(MARKS) if look else ""
        if text and not _says_nothing_of_its_look(text, line.text):
            yield TitleLine(index, text, look, could_be_alone(text))


def drawn_look(text: str) -> str:
    """What is drawn around the words of a line on both sides, "" where nothing is, or where it may be only stress.

    >>> drawn_look("**The Storm**"), drawn_look("~ The Storm ~"), drawn_look("*No*"), drawn_look("She — no —")
    ('**', '~', '', '')
    """
    if len(text) > MOST_CHARACTERS or text[:1] not in DRAWN:
        return ""
    core = text.strip(f"{DRAWN} ")
    before, _, after = text.partition(core) if core else ("", "", "")
    before, after = before.replace(" ", ""), after.replace(" ", "")
    return "" if before in STRESSING or before != after[::-1] else before


def could_be_alone(text: str) -> bool:
    """Whether words that stand alone could be a title.

    >>> could_be_alone("The Storm"), could_be_alone("Run for it."), could_be_alone("Strength: 12")
    (True, False, False)
    """
    if len(text) > MOST_CHARACTERS or len(text.split()) > MOST_WORDS or not any(map(str.isalnum, text)):
        return False
    if text[0].islower() or text[0] in OPENS_NO_TITLE or text[-1] in ENDS_NO_TITLE or SPEECH_MARK.search(text):
        return False
    if (text.endswith(".") and not text.isupper()) or _is_of_page(text):
        return False
    heading = heading_in(text)
    return heading is None or heading.form is not Form.PART


def _is_of_page(text: str) -> bool:
    """Whether a line is one of a page that a story shows: a letter, a status box."""
    return bool(LETTER.pattern.fullmatch(text) or STATUS.pattern.fullmatch(text))


def _says_nothing_of_its_look(text: str, whole: str) -> bool:
    """Whether a line is a break, a label, a note or the like, which may be set as titles are in any book."""
    said = labels_in(text) or byline(text) or is_contents_caption(text) or CLOSING.pattern.fullmatch(text)
    return bool(said) or is_break(whole) or matches_any(ANY_NOTE, whole)
