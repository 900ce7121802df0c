"""Finds the names in a story: which capitalised words are names, and how each is used."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise

from audiobook.attribution.gender import is_first_name
from audiobook.attribution.scenes import ParagraphSegment, SceneParagraph
from audiobook.attribution.vocabulary import (
    ACTION_VERBS,
    HONORIFIC_SUFFIXES,
    NAME_ADJECTIVES,
    NOT_NAMES,
    PLACE_PREPOSITIONS,
    SPEECH_VERBS,
    TITLES,
)
from audiobook.text.speech_verbs import any_form_pattern

WORD = r"[A-ZÀ-ÞŒ][^\W_]*(?:[’'][A-ZÀ-ÞŒ][^\W_]+)?(?:-[^\W_]+)*"
SHORT_TITLES = "Mr Mrs Ms Mme Mlle Dr Prof Capt Col Gen Lieut Rev St M".split()
LONG_TITLES = sorted((word.capitalize() for word in TITLES if word.capitalize() not in SHORT_TITLES), key=len)
# A full stop belongs to a shortened title ("Mr."); after a whole one it ends the sentence.
TITLE = rf"(?:(?:{'|'.join(SHORT_TITLES)})\b\.?|(?:{'|'.join(reversed(LONG_TITLES))})\b)"
NAME_PARTICLE = r"(?:de|von|van|du|di|della|del|la|le|der|des|d[’'])"
NAME_RUN = re.compile(
    rf"(?<![\w’'])(?:{TITLE}\s+(?:{NAME_PARTICLE}\s+)*)*{WORD}(?:\s+(?:{NAME_PARTICLE}\s+)*(?:[A-Z]\.\s*)*{WORD})*"
)
LOWERCASE_WORD = re.compile(r"(?<![\w’'])[a-zß-ÿ]+(?![\w’'])")
SENTENCE_START = re.compile(r"(?:^|[.!?:;…—–\"“”‘’«»*_(\[-])\W*$")
HONORIFIC_ENDING = re.compile(rf"-(?:{HONORIFIC_SUFFIXES})$", re.IGNORECASE)
PERSONAL_AFTER = re.compile(
    rf"\s+(?:\w+ly\s+|had\s+)?(?:{any_form_pattern(SPEECH_VERBS + ACTION_VERBS)}|was saying|felt|knew|wanted)\b"
)
PERSONAL_BEFORE = re.compile(rf"\b{any_form_pattern(SPEECH_VERBS)}\s+(?:the\s+)?$")
PLACE_BEFORE_NAME = re.compile(rf"\b(?:{PLACE_PREPOSITIONS})\s+(?:the\s+)?$", re.IGNORECASE)
VOCATIVE_AFTER = re.compile(r"\s*(?:[!?.,…—~-]|$)")
VOCATIVE_BEFORE = re.compile(
    r"(?:^\W*|[,.!?…—-]\s*|\b(?:my|dear|oh|o|and|yes|no|hi|hey|hello|good)\s+(?:dear\s+)?)$", re.IGNORECASE
)
ABBREVIATED_TITLES = frozenset(SHORT_TITLES)
BETWEEN_TWO_PEOPLE = re.compile(r",?\s+(?:and|or|with|than)\s+|\s+(?:told|asked|joined|followed)\s+")
# Not a name, though it may begin a sentence: Nine-year-old Ithiel.
COMPOUND_ADJECTIVE = re.compile(r"-(?:old|haired|eyed|aged|faced|headed)$")
# How often tags must alternate between two names before the names are two people's.
MIN_ALTERNATIONS = 2
POSSESSIVE_ENDING = re.compile(r"[’']s?\b")


@dataclass(frozen=True, slots=True)
class NameMention:
    """A name in the text: in which paragraph and segment, and from `start` to `end` in the segment's text."""

    paragraph: int
    segment: int
    start: int
    end: int
    surface: str
    is_vocative: bool = False
    is_possessive: bool = False


@dataclass
class NameUsage:
    """How often a name is used in all, for someone who speaks or acts, for someone spoken to, and for a place."""

    count: int = 0
    personal: int = 0
    vocative: int = 0
    place: int = 0


def strip_honorific(word: str) -> str:
    """A name without an honorific at its end.

    >>> strip_honorific("Hana-sensei")
    'Hana'
    """
    return HONORIFIC_ENDING.sub("", word)


def parse_title(word: str) -> str | None:
    """The title that a word is, in lower case and without its full stop; None for other words."""
    plain = word.rstrip(".").lower()
    return plain if plain in TITLES and (len(plain) > 1 or word == "M.") else None


def _is_sentence_start(text: str, offset: int) -> bool:
    return bool(SENTENCE_START.search(text[max(0, offset - 6) : offset]))


def _context_of(segment: ParagraphSegment, mention: NameMention) -> tuple[str, str]:
    """The text right before and after a name."""
    return segment.text[max(0, mention.start - 24) : mention.start], segment.text[mention.end : mention.end + 24]


@dataclass
class NameFinder:
    """Finds the names in a story's paragraphs; `known` are words, in lower case, that are names for certain."""

    paragraphs: Sequence[SceneParagraph]
    known: frozenset[str] = frozenset()
    usage: dict[str, NameUsage] = field(default_factory=dict)

    @cached_property
    def lowercase_counts(self) -> Counter[str]:
        """How often each word is written without a capital."""
        counts: Counter[str] = Counter()
        for paragraph in self.paragraphs:
            for segment in paragraph.segments:
                counts.update(LOWERCASE_WORD.findall(segment.text))
        return counts

    @cached_property
    def _name_runs(self) -> list[tuple[int, int, ParagraphSegment, re.Match[str], bool]]:
        return [
            (number, place, segment, match, _is_sentence_start(segment.text, match.start()))
            for number, paragraph in enumerate(self.paragraphs)
            for place, segment in enumerate(paragraph.segments)
            for match in NAME_RUN.finditer(segment.text)
        ]

    @cached_property
    def mid_sentence_counts(self) -> Counter[str]:
        """How often each capitalised word is used inside a sentence."""
        counts: Counter[str] = Counter()
        for _, _, _, match, initial in self._name_runs:
            counts.update(match.group().split()[initial:])
        return counts

    def find_mentions(self) -> Iterator[NameMention]:
        """All mentions of names, in order; records in `usage` how each is used."""
        for number, segment_index, segment, match, is_initial in self._name_runs:
            trimmed = self._trim_run(match.group(), is_initial)
            if trimmed:
                surface, skipped = trimmed
                yield self._record_usage(
                    NameMention(number, segment_index, match.start() + skipped, match.end(), surface), segment
                )

    def find_distinct_pairs(self, mentions: Sequence[NameMention]) -> frozenset[tuple[str, str]]:
        """Pairs of names, both ways round, of two people: side by side (Miss Dale and Rose), or in alternating tags."""
        pairs = self._find_alternating_names(mentions)
        for mention, other in pairwise(mentions):
            is_near = (mention.paragraph, mention.segment) == (other.paragraph, other.segment)
            if is_near and mention.surface != other.surface:
                between = self._text_between(mention, other)
                if BETWEEN_TWO_PEOPLE.fullmatch(between):
                    pairs |= {(mention.surface, other.surface), (other.surface, mention.surface)}
        return frozenset(pairs)

    def _find_alternating_names(self, mentions: Sequence[NameMention]) -> set[tuple[str, str]]:
        """Pairs of names that speech tags give to a paragraph and the next one, more than once."""
        tag_mentions = [
            mention
            for mention in mentions
            if self.paragraphs[mention.paragraph].has_quotes and self._is_speaker_tag(mention)
        ]
        pairs = Counter(
            frozenset((mention.surface, following.surface))
            for mention, following in pairwise(tag_mentions)
            if following.paragraph == mention.paragraph + 1 and mention.surface != following.surface
        )
        repeated = [tuple(pair) for pair, count in pairs.items() if count >= MIN_ALTERNATIONS]
        return {pair for name, other in repeated for pair in ((name, other), (other, name))}

    def _text_between(self, mention: NameMention, other: NameMention) -> str:
        return self.paragraphs[mention.paragraph].segments[mention.segment].text[mention.end : other.start]

    def _is_speaker_tag(self, mention: NameMention) -> bool:
        segment = self.paragraphs[mention.paragraph].segments[mention.segment]
        before, after = _context_of(segment, mention)
        return not segment.is_quoted and bool(PERSONAL_AFTER.match(after) or PERSONAL_BEFORE.search(before))

    def _trim_run(self, words: str, initial: bool) -> tuple[str, int] | None:
        """The name in a run of capitalised words, and how many characters come before it."""
        parts = words.split()
        first = 0
        while first < len(parts) and not self._can_start_name(parts[first], initial, len(parts) - first):
            first, initial = first + 1, False
        parts = parts[first:]
        while len(parts) > 1 and not self._is_word_of_name(parts[-1]):
            parts.pop()
        if not parts or (parts[0].rstrip(".") in ABBREVIATED_TITLES and len(parts) == 1):
            return None
        skipped = words.find(parts[0])
        return " ".join(self._normalize_case(part) for part in parts), max(0, skipped)

    def _normalize_case(self, word: str) -> str:
        return word.title() if word.isupper() and len(word) > 2 else word

    def _can_start_name(self, word: str, initial: bool, count: int) -> bool:
        plain = word.rstrip(".").lower()
        if parse_title(word) is not None and (
            count > 1 or plain not in ("sir", "miss", "m", "st", "saint", "madam", "lord")
        ):
            return count > 1 or not initial or self.lowercase_counts[plain] == 0
        return plain not in NAME_ADJECTIVES and self._is_word_of_name(word, initial)

    def _is_word_of_name(self, word: str, initial: bool = False) -> bool:
        plain = strip_honorific(word).rstrip(".").lower()
        if plain in NOT_NAMES or len(plain) < 2 or COMPOUND_ADJECTIVE.search(plain):
            return False
        if plain in self.known or parse_title(word) is not None:
            return True
        if word.isupper() and len(word) > 2:
            return (
                self.mid_sentence_counts[word.title()] > self.lowercase_counts[plain] / 4
                and self.mid_sentence_counts[word.title()] > 0
            )
        capitals = self.mid_sentence_counts[word]
        if is_first_name(plain) and capitals * 20 >= self.lowercase_counts[plain]:
            return True
        if not capitals:
            return not initial or self.lowercase_counts[plain] == 0
        return capitals * 3 >= self.lowercase_counts[plain]

    def _record_usage(self, mention: NameMention, segment: ParagraphSegment) -> NameMention:
        usage = self.usage.setdefault(mention.surface, NameUsage())
        before, after = _context_of(segment, mention)
        usage.count += 1
        is_vocative = False
        if segment.is_quoted:
            is_vocative = bool(VOCATIVE_AFTER.match(after) and VOCATIVE_BEFORE.search(before))
            usage.vocative += is_vocative
        else:
            usage.personal += bool(PERSONAL_AFTER.match(after) or PERSONAL_BEFORE.search(before))
        usage.place += bool(PLACE_BEFORE_NAME.search(before))
        possessive = bool(POSSESSIVE_ENDING.match(after))
        return NameMention(
            mention.paragraph, mention.segment, mention.start, mention.end, mention.surface, is_vocative, possessive
        )
