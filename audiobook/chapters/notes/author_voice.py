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

from audiobook.chapters.headings.patterns import heading_in
from audiobook.chapters.notes.notes import OPENS_SPEECH, OUT_LOUD, SAID
from audiobook.chapters.notes.tense import PAST, PRESENT, present_share
from audiobook.chapters.rules import any_word

# What only authors speak of, and what others speak of, too.
TO_READERS = any_word(
    r"fics?|fanfic\w*|fan fiction|one-?shots?|chapters?|chappies?|readers?|reviews?|reviewers?|updat(?:e[sd]?|ing)|"
    r"authors?|kudos|comments?|ao3|ffn|canon\w*|crossovers?|spin-?offs?|prequel|sequel|beta(?:ed|['’]d)?|disclaimer|"
    r"a/n|au|oc|ooc|pov|fandom|headcanons?|plot|prompt|wip|hiatus|rating|rated|tumblr|youtube|wikipedia|patreon|discord|"
    r"trigger warnings?|tags?|epigraph|typos?|this (?:story|work|piece|series)|(?:short|long|real|published) stories|"
    r"thanks? (?:for|to)|happy reading|stay tuned|working titles?|own nothing|don['’]t own|do not own"
)
OF_WRITING = any_word(
    r"stor(?:y|ies)|read|reading|writ(?:e|es|ing|ten)|wrote|published|books?|versions?|series|characters?|scenes?|"
    r"titles?|titled|based on|inspired|inspiration|universe|works?|sources?|history|historical(?:ly)?|"
    r"quot(?:e[sd]?|ation|ing)|novels?|films?|movies?|songs?|lyrics|episodes?|season|references?|fiction\w*|really|real|"
    r"actual(?:ly)?|background|context|timeline|post(?:ed|ing)?|intro\w*|link|website|english|translat\w+|borrowed|taken|"
    r"refers?|mentioned|original\w*"
)
POLITE = any_word(
    r"thanks?|thank you|sorry|hope|hopefully|enjoy\w*|please|apolog\w+|let me know|feel free|feedback|love to hear|"
    r"appreciate\w*|welcome|credit"
)
# What the writers of fan fiction speak of, and of all others only those who write of it.
OF_FAN_FICTION = any_word(
    r"fics?|fanfic\w*|fan fiction|one-?shots?|chappies?|updat(?:e[sd]?|ing)|reviewers?|kudos|ao3|ffn|canon|crossovers?|"
    r"spin-?offs?|beta(?:ed|['’]d)?|a/n|au|oc|ooc|pov|fandom|headcanons?|wip|hiatus|tumblr|patreon|working titles?"
)
# How a paragraph begins that says what the work was made from, or was called.
OF_ITS_MAKING = re.compile(
    r"\W{0,4}(?:(?:this is )?(?:(?:an?|my|the) )?(?:\w{1,20} ){0,2}?(?:variation|spin-?off|continuation|re-?write|"
    r"re-?telling|sequel|prequel|remix|companion(?: piece)?|omake|adaptation|parody|outtake|deleted scene|"
    r"missing scene|alternat(?:e|ive) (?:version|ending|take)) (?:of|on|to|for|from|set in)\b|"
    r"(?:\w{1,20} )?working titles?:)",
    re.IGNORECASE,
)
TO_YOU = any_word(r"you|your|yours|you['’](?:re|ve|ll|d)|y['’]all|guys|folks|everyone")
BY_ME = re.compile(r"\b(?:I|I['’](?:m|ve|ll|d)|[Mm]y|[Mm]e|[Mm]ine|[Mm]yself)\b")
OF_OTHERS = any_word(r"he|she|him|her|his|hers|they|them|their|himself|herself")
ADDRESS = re.compile(r"https?:|www\.|\.com\b|\br/\w")
# A story's own words for whose thought or speech a sentence is, behind quotation marks or without them.
ATTRIBUTES = re.compile(
    r"(?:[,?!.] (?:he|she|they)|[,?!.…—-][\"”] (?:he|she|they|I|(?-i:[A-Z]\w{1,20}))) "
    r"(?:thought|said|wrote|typed|asked|whispered|muttered|murmured|decided|added|replied|answered|called|cried|shouted)\b",
    re.IGNORECASE,
)
BRACKETS = ("[]", "()", "{}")
ITEM = re.compile(r"\s*(?:[\[(]?\d{1,2}[\])]|[*•†‡])\s|\s*\d{1,2}[.)]\s")
WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
NAME_INSIDE = re.compile(r"(?<=[a-z,;] )[A-Z][a-z]+")

# How many paragraphs from a chapter's middle show what its story is like, and how often it says a name of its own.
LOOKED_AT = 40
NAME_TIMES = 3
# A paragraph of many words, and of few.
MANY, FEW = 60, 6

WEIGHTS = {
    "bias": -4.60, "to readers": 2.55, "share to readers": 0.70, "of writing": 2.44, "polite": 1.10, "to you": 0.65,
    "by me": 0.75, "present": 5.46, "past": -0.75, "of others": -0.30, "address": 1.22, "speech": -1.33,
    "bracket": 0.43, "item": 1.71, "names": -1.25, "short": 1.38, "long": -0.89,
}  # fmt: skip

# A note is no longer than this, in paragraphs, and than this share of its chapter's words.
MOST_PARAGRAPHS = 12
MOST_SHARE, ALWAYS_FEW = 1 / 5, 60
# A story shorter than this, in paragraphs, shows too little of its own voice.
FEWEST_PARAGRAPHS = 10
# Log odds: what a paragraph gains by its place at a chapter's edge, what beginning a note costs where nothing of the
# kind stands before it, how much one paragraph can say, and what one of a note's must say (less beside a label).
EDGE, BEGINNING, MOST_SAID, SURE, SURE_BESIDE = 1.7, 3.0, 4.0, 0.5, -1.0
# What it costs where the paragraph begins with the work's own making, as no story's does.
BEGINNING_OF_MAKING = 2.2
LEAST_OF_LAST = -1.5
# So far down no note comes back up; most chapters are told after two or three paragraphs.
HOPELESS = -9.0


@dataclass(frozen=True, slots=True)
class StoryVoice:
    """What a chapter's own voice is: the shares (0 to 1) of paragraphs that say "I", of verbs in the present tense and
    of paragraphs that begin in lower case, and the names that come back.
    """

    first_person: float
    present: float
    lower_case: float
    names: frozenset[str]


def story_voice(paragraphs: Sequence[str]) -> StoryVoice:
    """The voice of a chapter, from the middle of it."""
    edge = len(paragraphs) // 8
    middle = (paragraphs[edge : len(paragraphs) - edge] or paragraphs)[:LOOKED_AT]
    told = [OUT_LOUD.sub(" ", text) for text in middle]
    names = Counter(name for text in middle for name in NAME_INSIDE.findall(text))
    return StoryVoice(
        _share(sum(bool(BY_ME.search(text)) for text in told), len(told)),
        present_share(told),
        _share(sum(text[:1].islower() for text in middle), len(middle)),
        frozenset(name for name, times in names.items() if times >= NAME_TIMES),
    )


def _share(part: float, whole: float) -> float:
    return part / whole if whole else 0.0


def features(paragraph: str, story: StoryVoice) -> dict[str, float]:
    """What a paragraph shows of its author, each by the name of its weight, from 0 to about 3."""
    told = OUT_LOUD.sub(" ", paragraph)
    small = told.lower()
    words = WORD.findall(paragraph)
    outside = max(len(WORD.findall(told)), 1)
    present, past = len(PRESENT.findall(small)), len(PAST.findall(told))
    readers = len(TO_READERS.findall(small))

    def often(pattern: re.Pattern[str], text: str = small) -> float:
        """A tenth of all words counts as much as all of them."""
        return min(1.0, 10 * len(pattern.findall(text)) / outside)

    return {
        "bias": 1,
        "to readers": readers > 0,
        "share to readers": 10 * min(readers, 4) / outside,
        "of writing": often(OF_WRITING),
        "polite": bool(POLITE.search(small)),
        "to you": bool(TO_YOU.search(small)),
        "by me": often(BY_ME, told) * (1 - story.first_person),
        "present": present / (present + past + 1) * (1 - story.present),
        "past": past / (present + past + 1),
        "of others": often(OF_OTHERS),
        "address": bool(ADDRESS.search(paragraph.lower())),
        "speech": bool(OPENS_SPEECH.match(paragraph)),
        "bracket": paragraph[:1] + paragraph[-1:] in BRACKETS,
        "item": bool(ITEM.match(paragraph)),
        "names": min(1.0, 10 * _share(sum(word in story.names for word in words), len(words))),
        "short": len(words) < FEW,
        "long": len(words) > MANY,
    }


def author_score(paragraph: str, story: StoryVoice) -> float:
    """The log odds that a paragraph is its author's note, above 0 where that is likelier than not."""
    return sum(WEIGHTS[name] * value for name, value in features(paragraph, story).items())


def could_be_note(edge: Sequence[str]) -> bool:
    """Whether an author may speak at a chapter's edge; where nobody does, `note_length` finds no note."""
    return any(map(_speaks_as_author, takewhile(may_be_in_note, edge[:MOST_PARAGRAPHS])))


def may_be_in_note(text: str) -> bool:
    """Whether a paragraph may stand in a note without a label: it is no speech, no thought and no heading."""
    return not (OPENS_SPEECH.match(text) or ATTRIBUTES.search(text) or heading_in(text))


def note_length(edge: Sequence[str], story: StoryVoice, words: int, goes_on: bool) -> int:
    """How many paragraphs from a chapter's edge inwards are a note without a label, 0 where none is.

    `edge` are the free paragraphs from the edge on, up to what bounds a note (the last paragraph first, at the end);
    `words` are those of the whole chapter; `goes_on` says that the paragraphs stand next to a note that has a label.
    """
    paragraphs = list(takewhile(may_be_in_note, edge[:MOST_PARAGRAPHS]))
    scores = [author_score(text, story) for text in paragraphs]
    speak = [score > LEAST_OF_LAST and _speaks_as_author(text) for text, score in zip(paragraphs, scores, strict=True)]
    enough = SURE_BESIDE if goes_on else SURE
    sure = [score > enough and speaks for score, speaks in zip(scores, speak, strict=True)]
    cost = 0.0 if goes_on else BEGINNING_OF_MAKING if paragraphs and OF_ITS_MAKING.match(paragraphs[0]) else BEGINNING
    length = _likeliest_length(scores, speak, sure, cost)
    if not goes_on:
        length = _bridged_length(paragraphs, sure, length)
    cut = sum(len(text.split()) for text in edge[:length])
    return length if cut <= max(ALWAYS_FEW, MOST_SHARE * words) else 0


def _likeliest_length(scores: Sequence[float], speak: Sequence[bool], sure: Sequence[bool], cost: float) -> int:
    """How many paragraphs are a note by the sum of what they say; one of them must be sure."""
    length, best, total = 0, 0.0, -cost
    for count, score in enumerate(scores, 1):
        total += max(-MOST_SAID, min(MOST_SAID, score + EDGE))
        if total < HOPELESS:
            break
        if any(sure[:count]) and total > best and (score > 0 or speak[count - 1]):
            length, best = count, total
    return length


def _bridged_length(paragraphs: Sequence[str], sure: Sequence[bool], length: int) -> int:
    """The length of a note that goes on at its next sure paragraphs, over unsure ones that hold fewer words than it."""
    counts = [len(text.split()) for text in paragraphs]
    for at in range(length, len(paragraphs)):
        held, between = sum(counts[:length]) + counts[at], paragraphs[length:at]
        if length and sure[at] and sum(counts[length:at]) <= held and not any(map(SAID.search, between)):
            length = at + 1
    return length


def _speaks_as_author(text: str) -> bool:
    """Whether somebody speaks of the writing who says "I" or "you"; editors of anthologies write of it without that."""
    if OF_ITS_MAKING.match(text):
        return True
    told = OUT_LOUD.sub(" ", text)
    small = told.lower()
    if OF_FAN_FICTION.search(small) or ADDRESS.search(small):
        return True
    personal = BY_ME.search(told) or TO_YOU.search(small) or text[:1] + text[-1:] in BRACKETS
    return bool(personal and (TO_READERS.search(small) or POLITE.search(small)))
