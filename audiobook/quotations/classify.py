"""Classifies quotations: as speech, or as words that are only mentioned.

Marks look the same around speech (“No,” he said.), titles (a song called “No”), and scare quotes (his “friends”). Each
clue has a weight for or against speech; their sum decides.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum, auto

from audiobook.quotations.speech_tags import (
    SPEECH_PARTICIPLES,
    SPEECH_VERBS,
    SUBJECT,
    SUBJECT_VERB,
    THOUGHT_VERBS,
    VERB_SUBJECT,
)

# A quotation is seen through three windows: the text before it with its first words, its own words, and its last words
# with the text after it. In them ⟦ and ⟧ are its marks, and ” and “ those of its neighbours.
MAX_BEFORE_CHARACTERS = 160
MAX_AFTER_CHARACTERS = 60
MAX_EDGE_CHARACTERS = 40
MAX_INSIDE_CHARACTERS = 2000
STRIPPED_CHARACTERS = " \t\r\n_*'‘’“”\"«»‹›「」『』„‟‚`"
SENTENCE_OPENING = re.compile(r"(?:^|[.!?…:,;”)\]—–-])\s*⟦[^a-z]")
SENTENCE_ENDING = re.compile(r"[.!?…,—–~-]⟧")


class ContextWindow(Enum):
    """The window that a clue is looked for in."""

    BEFORE = auto()
    INSIDE = auto()
    AFTER = auto()


@dataclass(frozen=True, slots=True)
class QuotationContext:
    """A quotation in its three windows."""

    before: str
    inside: str
    after: str

    @property
    def is_sentence(self) -> bool:
        """Whether the quotation begins and ends like a sentence."""
        return bool(SENTENCE_OPENING.search(self.before) and SENTENCE_ENDING.search(self.after))


@dataclass(frozen=True, slots=True)
class SpeechClue:
    """A pattern, the window it is looked for in, and its weight: above 0 for speech, below 0 against it.

    `matches` are windows that the pattern must match, `rejects` those that it must not.
    """

    name: str
    weight: float
    window: ContextWindow
    pattern: re.Pattern[str]
    matches: tuple[str, ...]
    rejects: tuple[str, ...]


def build_quotation_context(text: str, start: int, end: int, previous_end: int, next_start: int) -> QuotationContext:
    """The context of the quotation from `start` to `end`; the other offsets are the edges of its neighbours."""
    inside = text[start : min(end, start + MAX_INSIDE_CHARACTERS)].strip(STRIPPED_CHARACTERS)
    tail = text[max(start, end - MAX_EDGE_CHARACTERS) : end].strip(STRIPPED_CHARACTERS)
    left = text[max(previous_end, start - MAX_BEFORE_CHARACTERS) : start]
    right = text[end : min(next_start, end + MAX_AFTER_CHARACTERS)]
    before = ("”" if previous_end else "") + left + "⟦" + inside[:MAX_EDGE_CHARACTERS]
    after = tail + "⟧" + right + ("“" if next_start < len(text) and next_start <= end + MAX_AFTER_CHARACTERS else "")
    return QuotationContext(before, inside, after)


BASE_SCORE = 1.5
SPEECH_CLUES = (
    SpeechClue(
        "opens a paragraph",
        1.5,
        ContextWindow.BEFORE,
        re.compile(r"^[\s|—–-]*⟦[^a-z]"),
        ("⟦No", "  ⟦…and"),
        ("so ⟦No", "⟦no"),
    ),
    SpeechClue(
        "opens a sentence",
        1.0,
        ContextWindow.BEFORE,
        re.compile(r"[.!?…)\]”。！？]['’]*\s*⟦[^a-z]"),
        ("He left. ⟦No",),
        ("his ⟦No", "left. ⟦no"),
    ),
    SpeechClue(
        "after a comma or colon",
        0.5,
        ContextWindow.BEFORE,
        re.compile(r"[,;:—–-][\s]*⟦"),
        ("he said, ⟦No", "— ⟦no"),
        ("his ⟦no",),
    ),
    SpeechClue(
        "inside a clause",
        -1.5,
        ContextWindow.BEFORE,
        re.compile(r"[\w’'*_]\s+⟦"),
        ("his ⟦friends",),
        ("said: ⟦No", "⟦No"),
    ),
    SpeechClue(
        "inside a clause, lower case",
        -1.5,
        ContextWindow.BEFORE,
        re.compile(r"[\w’'*_)]\s+⟦[a-z]"),
        ("his ⟦friends",),
        ("his ⟦Friends",),
    ),
    SpeechClue(
        "lower case, after a stop",
        -1.0,
        ContextWindow.BEFORE,
        re.compile(r"(?:^|[.!?…”])\s*⟦[a-z]"),
        ("Yes. ⟦no",),
        ("he said, ⟦no",),
    ),
    SpeechClue(
        "resumes a speech",
        1.5,
        ContextWindow.BEFORE,
        re.compile(rf"^”[^”]*\b(?:{SPEECH_VERBS})\b[^”]*[,;—–-]\s*⟦"),
        ("” he said, ⟦am",),
        ("he said, ⟦am",),
    ),
    SpeechClue(
        "after a verb of saying",
        1.5,
        ContextWindow.BEFORE,
        re.compile(rf"\b(?:{SPEECH_VERBS}|{SPEECH_PARTICIPLES})\b[\w\s,’']{{0,60}}[,:—–-]*\s*⟦"),
        ("she cried ⟦No",),
        ("his ⟦no",),
    ),
    SpeechClue(
        "after an article or the like",
        -1.0,
        ContextWindow.BEFORE,
        re.compile(
            r"(?:\b(?:an?|the|his|her|my|your|our|their|its|this|that|these|those|some|any|no|every|such|of|in|for|with|"
            r"as|at|on|by|from|to|into|about|and|or|was|were|is|are|be|been|than|like|very|so|too)|[’']s)\s*⟦"
        ),
        ("his ⟦friends",),
        ("he cried ⟦No",),
    ),
    SpeechClue(
        "after a naming word",
        -1.5,
        ContextWindow.BEFORE,
        re.compile(
            r"\b(?:call(?:s|ed)?|named?|titled|entitled|words?|phrases?|terms?|termed|so-called|known\s+as|dubbed|"
            r"expression|titled?|signed|mark(?:ed|s)?|labell?ed|addressed|inscribed|book|song|poem|play|duet|air|letters?|"
            r"proverb|motto|styled|spelt|spell(?:s|ed)?)(?:\s+(?:him|her|it|them|me|us|you|of|the|was|as|a|to)){0,3}"
            r"[,:]?\s*⟦",
            re.IGNORECASE,
        ),
        ("the word ⟦no", "a so-called ⟦no"),
        ("he said ⟦no",),
    ),
    SpeechClue(
        "not really said",
        -2.0,
        ContextWindow.BEFORE,
        re.compile(
            r"\b(?:would|should|could|might|may|can|must|to|not|never|ever|if|will|often|always|used)\s+(?:\w+\s+)?"
            r"(?:say|have\s+said|cry|add|answer|reply|call|called|exclaim|repeat|think|mean)\b[\w\s]{0,40}[,:]?\s*⟦"
        ),
        ("as if to say, ⟦No",),
        ("she said, ⟦No",),
    ),
    SpeechClue(
        "after a word for writing",
        -1.5,
        ContextWindow.BEFORE,
        re.compile(
            r"\b(?:wrote|writ(?:ten|ing)|reads?|note|letter|telegram|inscription|card|paper|verses?|sang|sings?|songs?|"
            r"lines|refrain|sign|placard|headlines?|postscript)\b[^.!?”⟦]*⟦",
            re.IGNORECASE,
        ),
        ("the sign read ⟦No",),
        ("he said ⟦no",),
    ),
    SpeechClue(
        "verse", -4.0, ContextWindow.INSIDE, re.compile(r"\n {3,}\S"), ("A rose\n    is a rose",), ("A rose\nis",)
    ),
    SpeechClue(
        "first or second person",
        1.0,
        ContextWindow.INSIDE,
        re.compile(r"\b(?:I|you|me|my|your|we|us|our|thou|thee|thy)\b", re.IGNORECASE),
        ("Can you?",),
        ("So-so",),
    ),
    SpeechClue("question or exclamation", 0.5, ContextWindow.INSIDE, re.compile(r"[!?]"), ("No!",), ("no",)),
    SpeechClue(
        "like a title",
        -1.0,
        ContextWindow.INSIDE,
        re.compile(
            r"^(?:[A-Z][\w’'-]*\.?\s+(?:(?:of|the|a|and|to|in|on|for|with|at|from|de|la|le)\s+){0,3}){1,7}"
            r"[A-Z][\w’'-]*[.,]?$"
        ),
        ("The Rose of Kent",),
        ("The rose", "No, Kent!"),
    ),
    SpeechClue("a sentence", 0.5, ContextWindow.AFTER, re.compile(r"[.!?…—–-]['’_*]*⟧"), ("so.⟧",), ("so⟧", "so,⟧")),
    SpeechClue("no stop at the end", -1.0, ContextWindow.AFTER, re.compile(r"\w['’_*]*⟧"), ("so⟧",), ("so.⟧",)),
    SpeechClue(
        "the sentence continues",
        -1.0,
        ContextWindow.AFTER,
        re.compile(rf"⟧\s+(?!{SUBJECT_VERB}|{VERB_SUBJECT}|(?:{SPEECH_VERBS})\b)[a-z]"),
        ("so⟧ of his",),
        ("so⟧ he said", "so⟧ said Bea", "so.⟧ He"),
    ),
    SpeechClue("a stop after the mark", -0.5, ContextWindow.AFTER, re.compile(r"⟧[,.;:!?]"), ("so⟧.",), ("so.⟧",)),
    SpeechClue(
        "a tag follows",
        1.5,
        ContextWindow.AFTER,
        re.compile(rf"⟧[,;]?\s*(?:{SUBJECT_VERB}|{VERB_SUBJECT}|(?:{SPEECH_VERBS})\b)"),
        ("so,⟧ said Bea",),
        ("so⟧ of",),
    ),
    SpeechClue(
        "a short phrase",
        -0.5,
        ContextWindow.AFTER,
        re.compile(r"^[^.!?,;:]*\w[,]?⟧"),
        ("so so⟧", "so,⟧"),
        ("so.⟧", "So, well⟧"),
    ),
)

BEFORE_CLUES, INSIDE_CLUES, AFTER_CLUES = (
    tuple(clue for clue in SPEECH_CLUES if clue.window is window) for window in ContextWindow
)

THOUGHT_TAG_AFTER = re.compile(
    rf"⟧[,;]?\s*(?:(?:{THOUGHT_VERBS})\s+{SUBJECT}|{SUBJECT}\s+(?:\w+ly\s+|had\s+)?(?:{THOUGHT_VERBS})\b)"
)
THOUGHT_TAG_BEFORE = re.compile(
    rf"\b{SUBJECT}\s+(?:\w+ly\s+|had\s+)?(?:thought|mused|wondered)(?:\s+to\s+(?:him|her|my|them)sel\w+)?[,:]\s*⟦"
)


def score_speech(context: QuotationContext) -> float:
    """The sum of the weights of all matching clues; above 0 the quotation is speech."""
    clues_by_window = (
        (BEFORE_CLUES, context.before),
        (INSIDE_CLUES, context.inside),
        (AFTER_CLUES, context.after),
    )
    return BASE_SCORE + sum(
        clue.weight for clues, text in clues_by_window for clue in clues if clue.pattern.search(text)
    )


def is_speech(context: QuotationContext) -> bool:
    """Whether a quotation is said or thought, and not only mentioned; an empty one is not."""
    return bool(context.inside) and score_speech(context) > 0


def is_thought(context: QuotationContext) -> bool:
    """Whether a tag marks the quotation as thought: “So,” she thought."""
    return bool(THOUGHT_TAG_AFTER.search(context.after) or THOUGHT_TAG_BEFORE.search(context.before))
