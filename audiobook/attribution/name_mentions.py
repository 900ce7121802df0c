"""Finds names in the text: which capitalised words name somebody, and how each is used."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise

from audiobook.attribution.gender import gender_of_first_name
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
# A stop belongs to a title that is shortened, and ends a sentence behind one that is not.
TITLE = rf"(?:(?:{'|'.join(SHORT_TITLES)})\b\.?|(?:{'|'.join(reversed(LONG_TITLES))})\b)"
NAME_PARTICLE = r"(?:de|von|van|du|di|della|del|la|le|der|des|d[’'])"
NAME_RUN = re.compile(
    rf"(?<![\w’'])(?:{TITLE}\s+(?:{NAME_PARTICLE}\s+)*)*{WORD}(?:\s+(?:{NAME_PARTICLE}\s+)*(?:[A-Z]\.\s*)*{WORD})*"
)
LOWER_WORD = re.compile(r"(?<![\w’'])[a-zß-ÿ]+(?![\w’'])")
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
# No name, though it has a capital at the start of a sentence: Nine-year-old Ithiel.
COMPOUND_ADJECTIVE = re.compile(r"-(?:old|haired|eyed|aged|faced|headed)$")
# So often must tags take turns with two names before they are two people's.
MIN_ALTERNATIONS = 2
POSSESSIVE_ENDING = re.compile(r"[’']s?\b")


@dataclass(frozen=True, slots=True)
class NameMention:
    """A name where it stands: in which paragraph and piece, from `start` to `end` in the piece's text."""

    paragraph: int
    piece: int
    start: int
    end: int
    surface: str
    is_vocative: bool = False
    is_possessive: bool = False


@dataclass
class NameUsage:
    """How often a name is used, and how: for one who speaks or acts, for one spoken to, for a place."""

    count: int = 0
    personal: int = 0
    vocative: int = 0
    place: int = 0


def strip_honorific(word: str) -> str:
    """A name without the form of address at its end.

    >>> strip_honorific("Hana-sensei")
    'Hana'
    """
    return HONORIFIC_ENDING.sub("", word)


def parse_title(word: str) -> str | None:
    """The title that a word is, in lower case without its stop; None for other words."""
    plain = word.rstrip(".").lower()
    return plain if plain in TITLES and (len(plain) > 1 or word == "M.") else None


def _is_sentence_start(text: str, at: int) -> bool:
    """Whether a sentence begins at a place."""
    return bool(SENTENCE_START.search(text[max(0, at - 6) : at]))


def _context_of(piece: ParagraphSegment, naming: NameMention) -> tuple[str, str]:
    """What stands before and behind a name."""
    return piece.text[max(0, naming.start - 24) : naming.start], piece.text[naming.end : naming.end + 24]


@dataclass
class NameFinder:
    """Finds the names in a story's paragraphs."""

    paragraphs: Sequence[SceneParagraph]
    known: frozenset[str] = frozenset()
    usage: dict[str, NameUsage] = field(default_factory=dict)

    @cached_property
    def lowercase_counts(self) -> Counter[str]:
        """How often each word stands without a capital."""
        counts: Counter[str] = Counter()
        for paragraph in self.paragraphs:
            for piece in paragraph.segments:
                counts.update(LOWER_WORD.findall(piece.text))
        return counts

    @cached_property
    def _name_runs(self) -> list[tuple[int, int, ParagraphSegment, re.Match[str], bool]]:
        return [
            (number, place, piece, match, _is_sentence_start(piece.text, match.start()))
            for number, paragraph in enumerate(self.paragraphs)
            for place, piece in enumerate(paragraph.segments)
            for match in NAME_RUN.finditer(piece.text)
        ]

    @cached_property
    def mid_sentence_counts(self) -> Counter[str]:
        """How often each capitalised word stands inside a sentence."""
        counts: Counter[str] = Counter()
        for _, _, _, match, initial in self._name_runs:
            counts.update(match.group().split()[initial:])
        return counts

    def find_mentions(self) -> Iterator[NameMention]:
        """All that reads like a name, in order; notes down how each name is used."""
        for number, segment_index, piece, match, initial in self._name_runs:
            trimmed = self._trim_run(match.group(), initial)
            if trimmed:
                surface, skipped = trimmed
                yield self._record_usage(
                    NameMention(number, segment_index, match.start() + skipped, match.end(), surface), piece
                )

    def find_distinct_pairs(self, namings: Sequence[NameMention]) -> frozenset[tuple[str, str]]:
        """Names of two people, either way round: they stand side by side (Miss Dale and Rose), or tags take turns."""
        pairs = self._find_alternating_names(namings)
        for one, other in pairwise(namings):
            if (one.paragraph, one.piece) == (other.paragraph, other.piece) and one.surface != other.surface:
                between = self.paragraphs[one.paragraph].segments[one.piece].text[one.end : other.start]
                if BETWEEN_TWO_PEOPLE.fullmatch(between):
                    pairs |= {(one.surface, other.surface), (other.surface, one.surface)}
        return frozenset(pairs)

    def _find_alternating_names(self, namings: Sequence[NameMention]) -> set[tuple[str, str]]:
        """Names that tags give to one paragraph and the next, and do so again."""
        tag_mentions = [
            one for one in namings if self.paragraphs[one.paragraph].has_quotes and self._is_speaker_tag(one)
        ]
        pairs = Counter(
            frozenset((one.surface, other.surface))
            for one, other in pairwise(tag_mentions)
            if other.paragraph == one.paragraph + 1 and one.surface != other.surface
        )
        again = [tuple(pair) for pair, count in pairs.items() if count >= MIN_ALTERNATIONS]
        return {pair for one, other in again for pair in ((one, other), (other, one))}

    def _is_speaker_tag(self, naming: NameMention) -> bool:
        piece = self.paragraphs[naming.paragraph].segments[naming.piece]
        before, after = _context_of(piece, naming)
        return not piece.is_quoted and bool(PERSONAL_AFTER.match(after) or PERSONAL_BEFORE.search(before))

    def _trim_run(self, words: str, initial: bool) -> tuple[str, int] | None:
        """The name in a run of capitalised words, and how many characters stand before it."""
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
        if gender_of_first_name(plain) and capitals * 20 >= self.lowercase_counts[plain]:
            return True
        if not capitals:
            return not initial or self.lowercase_counts[plain] == 0
        return capitals * 3 >= self.lowercase_counts[plain]

    def _record_usage(self, naming: NameMention, piece: ParagraphSegment) -> NameMention:
        usage = self.usage.setdefault(naming.surface, NameUsage())
        before, after = _context_of(piece, naming)
        usage.count += 1
        is_vocative = False
        if piece.is_quoted:
            is_vocative = bool(VOCATIVE_AFTER.match(after) and VOCATIVE_BEFORE.search(before))
            usage.vocative += is_vocative
        else:
            usage.personal += bool(PERSONAL_AFTER.match(after) or PERSONAL_BEFORE.search(before))
        usage.place += bool(PLACE_BEFORE_NAME.search(before))
        possessive = bool(POSSESSIVE_ENDING.match(after))
        return NameMention(
            naming.paragraph, naming.piece, naming.start, naming.end, naming.surface, is_vocative, possessive
        )
