"""Finds thoughts and messages in *italics*: whole sentences that someone thinks or sends, not stressed words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from audiobook.model import Kind
from audiobook.quotations.classify import THOUGHT_TAG_AFTER, THOUGHT_TAG_BEFORE
from audiobook.quotations.italic_speech import classify_tagged

ITALICS = re.compile(r"(?<![\w*_])(?P<mark>\*{1,3}|_{1,3})(?=[^\s*_])(?P<inside>[^*_]+)(?P=mark)(?![\w*_])")
# Other marks around what is said from mind to mind, which need a tag: ~Hello,~ Ann sent.
MIND_MARKS = re.compile(
    r"(?<![\w~/:§<>*])(?:(?P<mark>~|//|::?|§)(?=[^\s~/:§])(?P<inside>[^~/:§\n]{1,300})(?P=mark)"
    r"|<(?=[^\s<>/])(?P<angled>[^<>\n]{1,300})>)(?![\w~/:§<>*])"
)
MIND_MARK = re.compile(r"[~§:<]|//")
# What messages, and words from mind to mind, begin with.
MESSAGE_MARKS = ("*", "_", "~", "//", ":", "§", "<")
# Longer italics are letters and flashbacks.
MAX_THOUGHT_WORDS = 60
MAX_THOUGHT_CHARACTERS = 500
CONTEXT_CHARACTERS = 80
# How long a tag is after which a thought or message goes on: *Wait,* Ann typed. *Not yet.*
MAX_TAG_CHARACTERS = 60
SENTENCE_START = re.compile(r"(?:^|[.!?…:”\"»—])\s*$|(?:\n)\s*$")
LINE_START = re.compile(r"(?:^|[.!?…:,”\"»—\n])\s*$")
SENTENCE_OPENING = re.compile(r"(?:…|\.{3})?\s*[A-ZÀ-ÞŒ]")
SENTENCE_ENDING = re.compile(r"[.!?…—–~-]\s*$")
# A thought is in the present tense, or in the first or second person.
# (*What is he doing here?* *I should go.* and not *The Rose of Kent* or *He had gone home.*)
PERSONAL_OR_PRESENT = re.compile(
    r"\b(?:i|i[’']\w+|me|my|mine|you|your|yours|we|us|our|am|is|are|isn[’']t|aren[’']t|don[’']t|doesn[’']t|can[’']t|"
    r"won[’']t|let[’']s|has|hasn[’']t|what[’']s|that[’']s|it[’']s|he[’']s|she[’']s|they[’']re|who[’']s|there[’']s)\b",
    re.IGNORECASE,
)
MIN_THOUGHT_WORDS = 2
# What is thought from mind to mind: *Wait,* Ann thought at him.
TO_ANOTHER_MIND = re.compile(r"^\W*(?:\w+\s+){1,3}(?:thought|thinks)\s+(?:back\s*[.,;!]|(?:back\s+)?at\s+)")
# Behind a message, the answer: She grinned. *What do you want?*
TO_SOMEONE = re.compile(r"\byou(?:rs?|[’'](?:re|ve|ll|d))?\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class ItalicLine:
    """A thought or message in italics, from `start` to `end` in its paragraph, marks included."""

    kind: Kind
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class ParagraphBefore:
    """The paragraph before: its text, and whether it has a message in italics, or words said in them."""

    text: str = ""
    has_italic_speech: bool = False


def find_italic_lines(text: str, start: int, end: int, before: ParagraphBefore) -> Iterator[ItalicLine]:
    """The thoughts and messages in a part of a paragraph outside its quotations.

    >>> list(find_italic_lines("*I am late.* He ran *fast*.", 0, 27, ParagraphBefore()))
    [ItalicLine(kind=<Kind.THOUGHT: 'thought'>, start=0, end=12)]
    """
    last: ItalicLine | None = None
    for match in _find_marked(text, start, end):
        is_italic = match.re is ITALICS
        context = _ItalicContext(
            before=text[max(start, match.start() - CONTEXT_CHARACTERS) : match.start()],
            # Zero-width characters replace a forum's tags.
            inside=(match["inside"] or match["angled"]).strip("\u2060"),
            after=text[match.end() : min(end, match.end() + CONTEXT_CHARACTERS)],
        )
        kind = context.classify(before) if is_italic else context.classify_tagged(before)
        if kind is None and last and match.start() - last.end <= MAX_TAG_CHARACTERS and context.goes_on:
            kind = last.kind
        if kind is not None:
            last = ItalicLine(kind, *match.span())
            yield last


def _find_marked(text: str, start: int, end: int) -> Iterator[re.Match[str]]:
    """The words in italics, and those in the marks of speech from mind to mind, in order."""
    italics = (
        match for match in ITALICS.finditer(text, start, end) if match.end() - match.start() <= MAX_THOUGHT_CHARACTERS
    )
    if not MIND_MARK.search(text, start, end):
        return italics
    return iter(sorted((*italics, *MIND_MARKS.finditer(text, start, end)), key=re.Match.start))


@dataclass(frozen=True, slots=True)
class _ItalicContext:
    """Words in italics, and the narration around them."""

    before: str
    inside: str
    after: str

    def classify(self, paragraph_before: ParagraphBefore) -> Kind | None:
        tagged = self.classify_tagged(paragraph_before)
        if tagged is not None:
            return tagged
        is_long_enough = MIN_THOUGHT_WORDS <= len(self.inside.split()) <= MAX_THOUGHT_WORDS
        is_thought = is_long_enough and self.is_sentence and PERSONAL_OR_PRESENT.search(self.inside)
        return Kind.THOUGHT if is_thought else None

    def classify_tagged(self, paragraph_before: ParagraphBefore) -> Kind | None:
        """What the words are by a tag, or as an answer to those of the paragraph before; None if neither says so."""
        if TO_ANOTHER_MIND.match(self.after):
            return Kind.SPEECH
        if THOUGHT_TAG_AFTER.match(f"⟧{self.after}") or THOUGHT_TAG_BEFORE.search(f"{self.before}⟦"):
            return Kind.THOUGHT
        lead = self.before or f"{paragraph_before.text[-CONTEXT_CHARACTERS:]} "
        tagged = classify_tagged(lead, self.inside, self.after) if LINE_START.search(self.before) else None
        if tagged is not None:
            return tagged
        answers = not self.after and (not self.before or TO_SOMEONE.search(self.inside))
        return Kind.SPEECH if answers and paragraph_before.has_italic_speech else None

    @property
    def goes_on(self) -> bool:
        """Whether the words may go on behind a tag: *Wait,* Ann typed, *for me.*"""
        resumes = LINE_START.search(self.before) and SENTENCE_ENDING.search(self.inside)
        return bool(resumes) or self.is_sentence

    @property
    def is_sentence(self) -> bool:
        return (
            bool(SENTENCE_START.search(self.before))
            and bool(SENTENCE_OPENING.match(self.inside))
            and bool(SENTENCE_ENDING.search(self.inside + self.after[:1].strip()))
        )
