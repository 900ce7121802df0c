"""Tells an author's note without any label from the story beside it, by who speaks to whom about what.

A small logistic model scores each paragraph at a chapter's edge. It knows no names and no sentences: it counts the
words with which authors talk of chapters and readers, the tense, the "I" that the story itself does not say, and so on.
benchmarks/train_notes.py learns its weights from notes that an archive has labelled, with their labels taken away.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import takewhile

from audiobook.chapters.headings.patterns import parse_heading
from audiobook.chapters.line_rules import compile_words
from audiobook.chapters.notes.tense import PAST_VERBS, PRESENT_VERBS, measure_present_share
from audiobook.chapters.voice_patterns import (
    FIRST_PERSON_SINGULAR,
    QUOTATION_END,
    QUOTED_SPEECH,
    SECOND_PERSON,
    SPEECH_START,
    THIRD_PERSON,
)

# What only authors speak of, and what others speak of, too.
READER_WORDS = compile_words(
    r"fics?|fanfic\w*|fan fiction|one-?shots?|chapters?|chappies?|readers?|reviews?|reviewers?|updat(?:e[sd]?|ing)|"
    r"authors?|kudos|comments?|ao3|ffn|canon\w*|crossovers?|spin-?offs?|prequel|sequel|beta(?:ed|['’]d)?|disclaimer|"
    r"a/n|au|oc|ooc|pov|fandom|headcanons?|plot|prompt|wip|hiatus|rating|rated|tumblr|youtube|wikipedia|patreon|discord|"
    r"trigger warnings?|tags?|epigraph|typos?|this (?:story|work|piece|series)|(?:short|long|real|published) stories|"
    r"thanks? (?:for|to)|happy reading|stay tuned|working titles?|own nothing|don['’]t own|do not own"
)
WRITING_WORDS = compile_words(
    r"stor(?:y|ies)|read|reading|writ(?:e|es|ing|ten)|wrote|published|books?|versions?|series|characters?|scenes?|"
    r"titles?|titled|based on|inspired|inspiration|universe|works?|sources?|history|historical(?:ly)?|"
    r"quot(?:e[sd]?|ation|ing)|novels?|films?|movies?|songs?|lyrics|episodes?|season|references?|fiction\w*|really|real|"
    r"actual(?:ly)?|background|context|timeline|post(?:ed|ing)?|intro\w*|link|website|english|translat\w+|borrowed|taken|"
    r"refers?|mentioned|original\w*"
)
POLITE_WORDS = compile_words(
    r"thanks?|thank you|sorry|hope|hopefully|enjoy\w*|please|apolog\w+|let me know|feel free|feedback|love to hear|"
    r"appreciate\w*|welcome|credit"
)
# What the writers of fan fiction speak of, and of all others only those who write of it.
FAN_FICTION_WORDS = compile_words(
    r"fics?|fanfic\w*|fan fiction|one-?shots?|chappies?|updat(?:e[sd]?|ing)|reviewers?|kudos|ao3|ffn|canon|crossovers?|"
    r"spin-?offs?|beta(?:ed|['’]d)?|a/n|au|oc|ooc|pov|fandom|headcanons?|wip|hiatus|tumblr|patreon|working titles?"
)
# How a paragraph begins that says what the work was made from, or was called.
ORIGIN_STATEMENT = re.compile(
    r"\W{0,4}(?:(?:this is )?(?:(?:an?|my|the) )?(?:\w{1,20} ){0,2}?(?:variation|spin-?off|continuation|re-?write|"
    r"re-?telling|sequel|prequel|remix|companion(?: piece)?|omake|adaptation|parody|outtake|deleted scene|"
    r"missing scene|alternat(?:e|ive) (?:version|ending|take)) (?:of|on|to|for|from|set in)\b|"
    r"(?:\w{1,20} )?working titles?:)",
    re.IGNORECASE,
)
WEB_ADDRESS = re.compile(r"https?:|www\.|\.com\b|\br/\w")
# A story's own words for whose thought or speech a sentence is, behind quotation marks or without them.
SPEECH_TAG = re.compile(
    r"(?:[,?!.] (?:he|she|they)|[,?!.…—-][\"”] (?:he|she|they|I|(?-i:[A-Z]\w{1,20}))) "
    r"(?:thought|said|wrote|typed|asked|whispered|muttered|murmured|decided|added|replied|answered|called|cried|shouted)\b",
    re.IGNORECASE,
)
BRACKET_PAIRS = ("[]", "()", "{}")
LIST_ITEM = re.compile(r"\s*(?:[\[(]?\d{1,2}[\])]|[*•†‡])\s|\s*\d{1,2}[.)]\s")
WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
NAME_IN_SENTENCE = re.compile(r"(?<=[a-z,;] )[A-Z][a-z]+")

# How many paragraphs from a chapter's middle show what its story is like, and how often it says a name of its own.
MAX_VOICE_PARAGRAPHS = 40
MIN_NAME_COUNT = 3
# A paragraph of many words, and of few.
LONG_PARAGRAPH_WORDS, SHORT_PARAGRAPH_WORDS = 60, 6

WEIGHTS = {
    "bias": -4.60, "to readers": 2.55, "share to readers": 0.70, "of writing": 2.44, "polite": 1.10, "to you": 0.65,
    "by me": 0.75, "present": 5.46, "past": -0.75, "of others": -0.30, "address": 1.22, "speech": -1.33,
    "bracket": 0.43, "item": 1.71, "names": -1.25, "short": 1.38, "long": -0.89,
}  # fmt: skip

# A note is no longer than this, in paragraphs, and than this share of its chapter's words.
MAX_NOTE_PARAGRAPHS = 12
MAX_NOTE_SHARE, ALWAYS_ALLOWED_WORDS = 1 / 5, 60
# A story shorter than this, in paragraphs, shows too little of its own voice.
MIN_STORY_PARAGRAPHS = 10
# Log odds: what a paragraph gains by its place at a chapter's edge, what beginning a note costs where nothing of the
# kind stands before it, how much one paragraph can say, and what one of a note's must say (less beside a label).
EDGE_BONUS, START_COST, MAX_PARAGRAPH_SCORE, SURE_SCORE, SURE_CONTINUATION_SCORE = 1.7, 3.0, 4.0, 0.5, -1.0
# What it costs where the paragraph begins with the work's own making, as no story's does.
ORIGIN_START_COST = 2.2
MIN_LAST_SCORE = -1.5
# So far down no note comes back up; most chapters are told after two or three paragraphs.
GIVE_UP_SCORE = -9.0


@dataclass(frozen=True, slots=True)
class StoryVoice:
    """A chapter's own voice: the shares (0 to 1) of paragraphs that say "I" and of verbs in the present tense, and the
    names that recur.
    """

    first_person: float
    present_tense: float
    names: frozenset[str]


def measure_story_voice(paragraphs: Sequence[str]) -> StoryVoice:
    """The voice of a chapter, from the middle of it."""
    edge = len(paragraphs) // 8
    middle = (paragraphs[edge : len(paragraphs) - edge] or paragraphs)[:MAX_VOICE_PARAGRAPHS]
    narration = [QUOTED_SPEECH.sub(" ", text) for text in middle]
    names = Counter(name for text in middle for name in NAME_IN_SENTENCE.findall(text))
    return StoryVoice(
        _ratio(sum(bool(FIRST_PERSON_SINGULAR.search(text)) for text in narration), len(narration)),
        measure_present_share(narration),
        frozenset(name for name, times in names.items() if times >= MIN_NAME_COUNT),
    )


def _ratio(part: float, total: float) -> float:
    return part / total if total else 0.0


def extract_features(paragraph: str, story: StoryVoice) -> dict[str, float]:
    """What a paragraph shows of its author, each by the name of its weight, from 0 to about 3."""
    narration = QUOTED_SPEECH.sub(" ", paragraph)
    lowercase = narration.lower()
    words = WORD.findall(paragraph)
    outside = max(len(WORD.findall(narration)), 1)
    present, past = len(PRESENT_VERBS.findall(lowercase)), len(PAST_VERBS.findall(narration))
    readers = len(READER_WORDS.findall(lowercase))

    def rate(pattern: re.Pattern[str], text: str = lowercase) -> float:
        """A tenth of all words counts as much as all of them."""
        return min(1.0, 10 * len(pattern.findall(text)) / outside)

    return {
        "bias": 1,
        "to readers": readers > 0,
        "share to readers": 10 * min(readers, 4) / outside,
        "of writing": rate(WRITING_WORDS),
        "polite": bool(POLITE_WORDS.search(lowercase)),
        "to you": bool(SECOND_PERSON.search(lowercase)),
        "by me": rate(FIRST_PERSON_SINGULAR, narration) * (1 - story.first_person),
        "present": present / (present + past + 1) * (1 - story.present_tense),
        "past": past / (present + past + 1),
        "of others": rate(THIRD_PERSON),
        "address": bool(WEB_ADDRESS.search(paragraph.lower())),
        "speech": bool(SPEECH_START.match(paragraph)),
        "bracket": paragraph[:1] + paragraph[-1:] in BRACKET_PAIRS,
        "item": bool(LIST_ITEM.match(paragraph)),
        "names": min(1.0, 10 * _ratio(sum(word in story.names for word in words), len(words))),
        "short": len(words) < SHORT_PARAGRAPH_WORDS,
        "long": len(words) > LONG_PARAGRAPH_WORDS,
    }


def score_author_voice(paragraph: str, story: StoryVoice) -> float:
    """The log odds that a paragraph is its author's note, above 0 where that is likelier than not."""
    return sum(WEIGHTS[name] * value for name, value in extract_features(paragraph, story).items())


def can_contain_note(edge_paragraphs: Sequence[str]) -> bool:
    """Whether an author may speak at a chapter's edge; where nobody does, `measure_note_length` finds no note."""
    return any(map(_is_author_speaking, takewhile(can_be_in_note, edge_paragraphs[:MAX_NOTE_PARAGRAPHS])))


def can_be_in_note(text: str) -> bool:
    """Whether a paragraph may stand in a note without a label: it is no speech, no thought and no heading."""
    return not (SPEECH_START.match(text) or SPEECH_TAG.search(text) or parse_heading(text))


def measure_note_length(edge_paragraphs: Sequence[str], story: StoryVoice, words: int, continues_note: bool) -> int:
    """How many paragraphs from a chapter's edge inwards are a note without a label, 0 where none is.

    `edge_paragraphs` are the free paragraphs from the edge on, up to what bounds a note (the last paragraph first, at
    the end); `words` are those of the whole chapter; `continues_note` says that the paragraphs stand next to a note
    that has a label.
    """
    paragraphs = list(takewhile(can_be_in_note, edge_paragraphs[:MAX_NOTE_PARAGRAPHS]))
    scores = [score_author_voice(text, story) for text in paragraphs]
    speak = [
        score > MIN_LAST_SCORE and _is_author_speaking(text) for text, score in zip(paragraphs, scores, strict=True)
    ]
    threshold = SURE_CONTINUATION_SCORE if continues_note else SURE_SCORE
    sure = [score > threshold and speaks for score, speaks in zip(scores, speak, strict=True)]
    cost = (
        0.0
        if continues_note
        else ORIGIN_START_COST
        if paragraphs and ORIGIN_STATEMENT.match(paragraphs[0])
        else START_COST
    )
    length = _choose_likeliest_length(scores, speak, sure, cost)
    if not continues_note:
        length = _extend_over_gaps(paragraphs, sure, length)
    cut = sum(len(text.split()) for text in edge_paragraphs[:length])
    return length if cut <= max(ALWAYS_ALLOWED_WORDS, MAX_NOTE_SHARE * words) else 0


def _choose_likeliest_length(scores: Sequence[float], speak: Sequence[bool], sure: Sequence[bool], cost: float) -> int:
    """How many paragraphs are a note by the sum of what they say; one of them must be sure."""
    length, best, total = 0, 0.0, -cost
    for count, score in enumerate(scores, 1):
        total += max(-MAX_PARAGRAPH_SCORE, min(MAX_PARAGRAPH_SCORE, score + EDGE_BONUS))
        if total < GIVE_UP_SCORE:
            break
        if any(sure[:count]) and total > best and (score > 0 or speak[count - 1]):
            length, best = count, total
    return length


def _extend_over_gaps(paragraphs: Sequence[str], sure: Sequence[bool], length: int) -> int:
    """The length of a note that goes on at its next sure paragraphs, over unsure ones that hold fewer words than it."""
    counts = [len(text.split()) for text in paragraphs]
    for index in range(length, len(paragraphs)):
        note_words, between = sum(counts[:length]) + counts[index], paragraphs[length:index]
        if (
            length
            and sure[index]
            and sum(counts[length:index]) <= note_words
            and not any(map(QUOTATION_END.search, between))
        ):
            length = index + 1
    return length


def _is_author_speaking(text: str) -> bool:
    """Whether somebody speaks of the writing who says "I" or "you"; editors of anthologies write of it without that."""
    if ORIGIN_STATEMENT.match(text):
        return True
    narration = QUOTED_SPEECH.sub(" ", text)
    lowercase = narration.lower()
    if FAN_FICTION_WORDS.search(lowercase) or WEB_ADDRESS.search(lowercase):
        return True
    personal = (
        FIRST_PERSON_SINGULAR.search(narration)
        or SECOND_PERSON.search(lowercase)
        or text[:1] + text[-1:] in BRACKET_PAIRS
    )
    return bool(personal and (READER_WORDS.search(lowercase) or POLITE_WORDS.search(lowercase)))
