"""How a quotation stands in its paragraph: as speech, or as words that are only named, mentioned or doubted.

Marks look the same around speech (“No,” he said.), titles (a song called “No”), and words that the narrator holds at
arm's length (his “friends”). Each clue gives points for or against speech; their sum decides.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum, auto

from audiobook.quotations.tags import SAID_THEY, SAYING, SAYING_NOW, THEY_SAID, THINKING, WHO

# A quotation is seen through three windows, in which ⟦ and ⟧ stand for its marks and ” and “ for those of its
# neighbours: what comes before and the first words; the words themselves; the last words and what comes after.
BEFORE_WIDTH = 160
AFTER_WIDTH = 60
WORDS_WIDTH = 40
INSIDE_WIDTH = 2000
OUTER = " \t\r\n_*'‘’“”\"«»‹›「」『』„‟‚`"
SENTENCE_BEGINS = re.compile(r"(?:^|[.!?…:,;”)\]—–-])\s*⟦[^a-z]")
SENTENCE_ENDS = re.compile(r"[.!?…,—–~-]⟧")


class Window(Enum):
    """Where a clue looks."""

    BEFORE = auto()
    INSIDE = auto()
    AFTER = auto()


@dataclass(frozen=True, slots=True)
class View:
    """A quotation through its three windows."""

    before: str
    inside: str
    after: str

    @property
    def is_sentence(self) -> bool:
        """Whether the words begin and end as a sentence does."""
        return bool(SENTENCE_BEGINS.search(self.before) and SENTENCE_ENDS.search(self.after))


@dataclass(frozen=True, slots=True)
class Clue:
    """A pattern, the window it is looked for in, and its points: above 0 for speech, below against it."""

    name: str
    points: float
    window: Window
    pattern: re.Pattern[str]
    matches: tuple[str, ...]
    rejects: tuple[str, ...]


def view_of(text: str, start: int, end: int, previous: int, following: int) -> View:
    """A quotation from `start` to `end`, between the end of the one before it and the start of the one after."""
    inside = text[start : min(end, start + INSIDE_WIDTH)].strip(OUTER)
    last = text[max(start, end - WORDS_WIDTH) : end].strip(OUTER)
    left = text[max(previous, start - BEFORE_WIDTH) : start]
    right = text[end : min(following, end + AFTER_WIDTH)]
    before = ("”" if previous else "") + left + "⟦" + inside[:WORDS_WIDTH]
    after = last + "⟧" + right + ("“" if following < len(text) and following <= end + AFTER_WIDTH else "")
    return View(before, inside, after)


FOR_A_START = 1.5
CLUES = (
    Clue(
        "opens a paragraph", 1.5, Window.BEFORE, re.compile(r"^[\s|—–-]*⟦[^a-z]"), ("⟦No", "  ⟦…and"), ("so ⟦No", "⟦no")
    ),
    Clue(
        "opens a sentence",
        1.0,
        Window.BEFORE,
        re.compile(r"[.!?…)\]”。！？]['’]*\s*⟦[^a-z]"),
        ("He left. ⟦No",),
        ("his ⟦No", "left. ⟦no"),
    ),
    Clue(
        "behind a comma or colon",
        0.5,
        Window.BEFORE,
        re.compile(r"[,;:—–-][\s]*⟦"),
        ("he said, ⟦No", "— ⟦no"),
        ("his ⟦no",),
    ),
    Clue("inside a clause", -1.5, Window.BEFORE, re.compile(r"[\w’'*_]\s+⟦"), ("his ⟦friends",), ("said: ⟦No", "⟦No")),
    Clue(
        "inside a clause, small",
        -1.5,
        Window.BEFORE,
        re.compile(r"[\w’'*_)]\s+⟦[a-z]"),
        ("his ⟦friends",),
        ("his ⟦Friends",),
    ),
    Clue(
        "small, behind a stop",
        -1.0,
        Window.BEFORE,
        re.compile(r"(?:^|[.!?…”])\s*⟦[a-z]"),
        ("Yes. ⟦no",),
        ("he said, ⟦no",),
    ),
    Clue(
        "takes up a speech",
        1.5,
        Window.BEFORE,
        re.compile(rf"^”[^”]*\b(?:{SAYING})\b[^”]*[,;—–-]\s*⟦"),
        ("” he said, ⟦am",),
        ("he said, ⟦am",),
    ),
    Clue(
        "behind a verb of saying",
        1.5,
        Window.BEFORE,
        re.compile(rf"\b(?:{SAYING}|{SAYING_NOW})\b[\w\s,’']{{0,60}}[,:—–-]*\s*⟦"),
        ("she cried ⟦No",),
        ("his ⟦no",),
    ),
    Clue(
        "behind an article or the like",
        -1.0,
        Window.BEFORE,
        re.compile(
            r"(?:\b(?:an?|the|his|her|my|your|our|their|its|this|that|these|those|some|any|no|every|such|of|in|for|with|as|at|on|by|from|to|into|about|and|or|was|were|is|are|be|been|than|like|very|so|too)|[’']s)\s*⟦"
        ),
        ("his ⟦friends",),
        ("he cried ⟦No",),
    ),
    Clue(
        "behind a naming word",
        -1.5,
        Window.BEFORE,
        re.compile(
            r"\b(?:call(?:s|ed)?|named?|titled|entitled|words?|phrases?|terms?|termed|so-called|known\s+as|dubbed|expression|titled?|signed|mark(?:ed|s)?|labell?ed|addressed|inscribed|book|song|poem|play|duet|air|letters?|proverb|motto|styled|spelt|spell(?:s|ed)?)(?:\s+(?:him|her|it|them|me|us|you|of|the|was|as|a|to)){0,3}[,:]?\s*⟦",
            re.IGNORECASE,
        ),
        ("the word ⟦no", "a so-called ⟦no"),
        ("he said ⟦no",),
    ),
    Clue(
        "not really said",
        -2.0,
        Window.BEFORE,
        re.compile(
            r"\b(?:would|should|could|might|may|can|must|to|not|never|ever|if|will|often|always|used)\s+(?:\w+\s+)?(?:say|have\s+said|cry|add|answer|reply|call|called|exclaim|repeat|think|mean)\b[\w\s]{0,40}[,:]?\s*⟦"
        ),
        ("as if to say, ⟦No",),
        ("she said, ⟦No",),
    ),
    Clue(
        "behind a word for writing",
        -1.5,
        Window.BEFORE,
        re.compile(
            r"\b(?:wrote|writ(?:ten|ing)|reads?|note|letter|telegram|inscription|card|paper|verses?|sang|sings?|songs?|lines|refrain|sign|placard|headlines?|postscript)\b[^.!?”⟦]*⟦",
            re.IGNORECASE,
        ),
        ("the sign read ⟦No",),
        ("he said ⟦no",),
    ),
    Clue("verse", -4.0, Window.INSIDE, re.compile(r"\n {3,}\S"), ("A rose\n    is a rose",), ("A rose\nis",)),
    Clue(
        "one speaks to another",
        1.0,
        Window.INSIDE,
        re.compile(r"\b(?:I|you|me|my|your|we|us|our|thou|thee|thy)\b", re.IGNORECASE),
        ("Can you?",),
        ("So-so",),
    ),
    Clue("asks or cries out", 0.5, Window.INSIDE, re.compile(r"[!?]"), ("No!",), ("no",)),
    Clue(
        "words like a title",
        -1.0,
        Window.INSIDE,
        re.compile(
            r"^(?:[A-Z][\w’'-]*\.?\s+(?:(?:of|the|a|and|to|in|on|for|with|at|from|de|la|le)\s+){0,3}){1,7}[A-Z][\w’'-]*[.,]?$"
        ),
        ("The Rose of Kent",),
        ("The rose", "No, Kent!"),
    ),
    Clue("a sentence", 0.5, Window.AFTER, re.compile(r"[.!?…—–-]['’_*]*⟧"), ("so.⟧",), ("so⟧", "so,⟧")),
    Clue("no stop at its end", -1.0, Window.AFTER, re.compile(r"\w['’_*]*⟧"), ("so⟧",), ("so.⟧",)),
    Clue(
        "the sentence goes on",
        -1.0,
        Window.AFTER,
        re.compile(rf"⟧\s+(?!{THEY_SAID}|{SAID_THEY}|(?:{SAYING})\b)[a-z]"),
        ("so⟧ of his",),
        ("so⟧ he said", "so⟧ said Bea", "so.⟧ He"),
    ),
    Clue("a stop behind the mark", -0.5, Window.AFTER, re.compile(r"⟧[,.;:!?]"), ("so⟧.",), ("so.⟧",)),
    Clue(
        "a tag follows",
        1.5,
        Window.AFTER,
        re.compile(rf"⟧[,;]?\s*(?:{THEY_SAID}|{SAID_THEY}|(?:{SAYING})\b)"),
        ("so,⟧ said Bea",),
        ("so⟧ of",),
    ),
    Clue(
        "a small phrase",
        -0.5,
        Window.AFTER,
        re.compile(r"^[^.!?,;:]*\w[,]?⟧"),
        ("so so⟧", "so,⟧"),
        ("so.⟧", "So, well⟧"),
    ),
)

BEFORE_CLUES, INSIDE_CLUES, AFTER_CLUES = (tuple(clue for clue in CLUES if clue.window is window) for window in Window)

THOUGHT_TAG_AFTER = re.compile(rf"⟧[,;]?\s*(?:(?:{THINKING})\s+{WHO}|{WHO}\s+(?:\w+ly\s+|had\s+)?(?:{THINKING})\b)")
THOUGHT_TAG_BEFORE = re.compile(
    rf"\b{WHO}\s+(?:\w+ly\s+|had\s+)?(?:thought|mused|wondered)(?:\s+to\s+(?:him|her|my|them)sel\w+)?[,:]\s*⟦"
)


def points_of(view: View) -> float:
    """How much speaks for speech; above 0 it is."""
    seen = (
        (BEFORE_CLUES, view.before),
        (INSIDE_CLUES, view.inside),
        (AFTER_CLUES, view.after),
    )
    return FOR_A_START + sum(clue.points for clues, text in seen for clue in clues if clue.pattern.search(text))


def stands_as_speech(view: View) -> bool:
    """Whether what is quoted is said (or thought), and not only mentioned; marks around nothing are no speech."""
    return bool(view.inside) and points_of(view) > 0


def is_thought(view: View) -> bool:
    """Whether a tag says that it is thought: “So,” she thought."""
    return bool(THOUGHT_TAG_AFTER.search(view.after) or THOUGHT_TAG_BEFORE.search(view.before))
