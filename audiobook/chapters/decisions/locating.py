"""Finds the paragraphs that decisions are about, by their first words and their position, even in an edited story."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from audiobook.chapters.decisions.draft import BookDraft, ParagraphDraft
from audiobook.model import Kind, Span
from audiobook.model.decisions import BlockDecision
from audiobook.text.comparison import normalize_words

# The least similarity (rapidfuzz's ratio, 0 to 100) of the first words of a paragraph that was edited, as for lines.
MIN_SIMILARITY = 75
# Fewer characters are similar to too many other paragraphs, so they must match exactly.
MIN_FUZZY_CHARACTERS = 12
# Counts as more paragraphs than any chapter has.
CHAPTER_DISTANCE = 10_000
NOT_IN_STORY = "no paragraph begins with these words (any more)"


@dataclass(frozen=True, slots=True)
class Target:
    """What a decision is about: a paragraph, or the block within it that begins at `inner` in the source."""

    paragraph: ParagraphDraft
    inner: int | None = None

    @property
    def start(self) -> int:
        """Where it begins in the source."""
        return self.paragraph.span.start if self.inner is None else self.inner


@dataclass(slots=True)
class ParagraphFinder:
    """Finds paragraphs of a book by their words.

    `taken` are the words and starts of what was found, so that another decision with the same words is about another
    paragraph.
    """

    draft: BookDraft
    taken: set[tuple[str, int]] = field(default_factory=set)
    _keys: dict[Span, str] = field(default_factory=dict)
    _targets: dict[str, list[Target]] = field(default_factory=dict)
    _version: int = -1

    def find(self, decision: BlockDecision) -> tuple[Target | None, str]:
        """What a decision is about; None with the reason if it can't be found."""
        words = comparable_text(decision.text)
        found = self._find_matches(words, decision)
        matches = [target for target in found if (words, target.start) not in self.taken] or found
        if not matches:
            return None, NOT_IN_STORY
        if len(matches) > 1 and not decision.has_position:
            return None, f"{len(matches)} paragraphs begin with these words; add chapter = and paragraph ="
        nearest = matches[0] if len(matches) == 1 else min(matches, key=lambda one: self._distance(decision, one))
        self.taken.add((words, nearest.start))
        return nearest, ""

    def find_run(self, first: ParagraphDraft, last: str) -> list[ParagraphDraft]:
        """The paragraphs from the `first` to the next one with the words of the `last`; empty if there is none."""
        neighbors, words = self.draft.neighbors_of(first), comparable_text(last)
        begin = neighbors.index(first)
        for end, paragraph in enumerate(neighbors[begin:], start=begin + 1):
            if begins_with(self._key_of(paragraph.span), words):
                return neighbors[begin:end]
        return []

    def _find_matches(self, words: str, decision: BlockDecision) -> list[Target]:
        targets = self._list_targets()
        keys = [key for key in targets if begins_with(key, words)]
        if decision.has_position:
            here = [one for key in keys for one in targets[key] if self._distance(decision, one) == 0]
            if here:
                return here[:1]
        if words in targets:
            return targets[words]
        return [target for key in keys for target in targets[key]] or _find_similar(words, targets)

    def _list_targets(self) -> dict[str, list[Target]]:
        """All paragraphs and parts of paragraphs, by their words."""
        if self._version != self.draft.version:
            targets = defaultdict(list)
            for paragraph in self.draft.paragraphs():
                for target, span in _list_parts(paragraph):
                    targets[self._key_of(span)].append(target)
            targets.pop("", None)
            self._targets, self._version = dict(targets), self.draft.version
        return self._targets

    def _key_of(self, span: Span) -> str:
        if span not in self._keys:
            self._keys[span] = comparable_text(span.of(self.draft.text))
        return self._keys[span]

    def _distance(self, decision: BlockDecision, target: Target) -> int:
        chapter, paragraph = self.draft.position_of(target.paragraph)
        return abs(chapter - decision.chapter) * CHAPTER_DISTANCE + abs(paragraph - decision.paragraph)


def _list_parts(paragraph: ParagraphDraft) -> Iterator[tuple[Target, Span]]:
    """A paragraph, and its parts after the first one: the first words of that are the paragraph's own."""
    yield Target(paragraph), paragraph.span
    for block in paragraph.blocks[1:]:
        if block.kind is not Kind.METADATA:
            yield Target(paragraph, block.span.start), block.span


def _find_similar(words: str, targets: dict[str, list[Target]]) -> list[Target]:
    """The paragraphs whose first words are most like these."""
    if len(words) < MIN_FUZZY_CHARACTERS:
        return []
    from rapidfuzz import fuzz, process

    beginnings: dict[str, list[Target]] = defaultdict(list)
    for key, found in targets.items():
        beginnings[key[: len(words)]] += found
    best = process.extractOne(words, list(beginnings), scorer=fuzz.ratio, score_cutoff=MIN_SIMILARITY)
    return beginnings[best[0]] if best else []


def comparable_text(text: str) -> str:
    """The words of a text as they are compared, or its marks if it has no words.

    >>> comparable_text("“Hope you’re *well*!”"), comparable_text(" *  * * ")
    ('hope you re well', '* * *')
    """
    return normalize_words(text) or " ".join(text.split())


def begins_with(text: str, words: str) -> bool:
    """Whether a text begins with whole words."""
    return bool(words) and (text == words or text.startswith(f"{words} "))
