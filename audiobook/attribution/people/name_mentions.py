"""Finds the names in a story: which capitalised words are names, and how each is used."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import pairwise

from audiobook.attribution.people.name_usage import ACTING_AFTER, CONTEXT_CHARACTERS, NameUsage, is_tag_start, is_tagged
from audiobook.attribution.scenes import ParagraphSegment, SceneParagraph
from audiobook.attribution.words.gender import is_first_name
from audiobook.attribution.words.vocabulary import (
    HONORIFIC_SUFFIXES,
    NAME_ADJECTIVES,
    NAMING_COMMON_WORDS,
    NOT_NAMES,
    TITLES,
)

# The capital letters of the scripts that have them: Latin with all its accents, Greek and Cyrillic.
UPPER = "A-Z" + "".join(filter(str.isupper, map(chr, range(0xC0, 0x530))))
WORD = rf"(?:[Aa]l-|[Ee]l-)?[{UPPER}][^\W_]*(?:[’'][{UPPER}][^\W_]+)?(?:-[^\W_]+)*"
SHORT_TITLES = "Mr Mrs Ms Mme Mlle Dr Prof Capt Col Gen Lieut Rev St M".split()
LONG_TITLES = sorted((word.capitalize() for word in TITLES if word.capitalize() not in SHORT_TITLES), key=len)
# A full stop belongs to a shortened title ("Mr."); after a whole one it ends the sentence.
TITLE = rf"(?:(?:{'|'.join(SHORT_TITLES)})\b\.?|(?:{'|'.join(reversed(LONG_TITLES))})\b)"
NAME_PARTICLE = r"(?:de|von|van|du|di|della|del|la|le|der|des|al|bin|ibn|d[’'])"
NAME_RUN = re.compile(
    rf"(?<![\w’'])(?:{TITLE}\s+(?:{NAME_PARTICLE}\s+)*)*{WORD}(?:\s+(?:{NAME_PARTICLE}\s+)*(?:[A-Z]\.\s*)*{WORD})*"
)
LOWER = "a-z" + "".join(filter(str.islower, map(chr, range(0xDF, 0x530))))
LOWERCASE_WORD = re.compile(rf"(?<![\w’'])[{LOWER}]+(?![\w’'])")
SENTENCE_START = re.compile(r"(?:^|[.!?:;…—–\"“”‘’«»*_(\[-])\W*$")
HONORIFIC_ENDING = re.compile(rf"-(?:{HONORIFIC_SUFFIXES})$", re.IGNORECASE)
ABBREVIATED_TITLES = frozenset(SHORT_TITLES)
BETWEEN_TWO_PEOPLE = re.compile(r",?\s+(?:and|or|with|than)\s+|\s+(?:told|asked|joined|followed)\s+")
# Not a name, though it may begin a sentence: Nine-year-old Ithiel.
COMPOUND_ADJECTIVE = re.compile(r"-(?:old|haired|eyed|aged|faced|headed)$")
# What begins a sentence, and has its capital from there: Usually Ann smiled; Arriving at home, …
ADVERB_OR_PARTICIPLE = re.compile(r"..(?:ly|ing)$")
# How often tags must alternate between two names before the names are two people's.
MIN_ALTERNATIONS = 2
# What stands between the subject and an object of the same clause; "himself" would be the object if they were one.
ONE_CLAUSE = re.compile(
    r"(?!.*\b(?:called|named|named|nicknamed|known|became|remained|signed|introduced|that|who|whom|because|as|when|if)\b)"
    r"[^.!?;:,“”\"—–()]{1,60}\s"
)
MIN_RELATIONS = 2
# How often a word must stand alone in capitals, and a common word in a speech tag, to be a name.
MIN_LONE_CAPITALS = 2
MIN_TAGS = 2
ANY_WORD = re.compile(r"\S+")
STUTTER = re.compile(r"^(?:(\w{1,2})-)+(?=\1)", re.IGNORECASE)
CALL_AFTER = re.compile(r"\s*[!,]")
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


def _both_ways(name: str, other: str) -> set[tuple[str, str]]:
    return {(name, other), (other, name)}


def strip_honorific(word: str) -> str:
    """A name without an honorific at its end.

    >>> strip_honorific("Hana-sensei")
    'Hana'
    """
    return HONORIFIC_ENDING.sub("", word)


def strip_stutter(word: str) -> str:
    """A word without the first letters that a stutter repeats.

    >>> strip_stutter("B-but"), strip_stutter("K-K-Kakashi"), strip_stutter("T-shirt")
    ('but', 'Kakashi', 'T-shirt')
    """
    return STUTTER.sub("", word)


def _is_titled_initial(parts: Sequence[tuple[str, int, int]]) -> bool:
    """Whether a name is a title and a letter: Mr. Q."""
    (title, _, _), (letter, _, _) = parts[0], parts[-1]
    return len(parts) == 2 and len(letter) == 1 and letter not in "AIO" and parse_title(title) is not None


def parse_title(word: str) -> str | None:
    """The title that a word is, in lower case and without its full stop; None for other words."""
    plain = word.rstrip(".").lower()
    return plain if plain in TITLES and (len(plain) > 1 or word == "M.") else None


def _is_sentence_start(text: str, offset: int) -> bool:
    return bool(SENTENCE_START.search(text[max(0, offset - 6) : offset]))


def _context_of(segment: ParagraphSegment, mention: NameMention) -> tuple[str, str]:
    """The text right before and after a name."""
    return _text_around(segment, mention.start, mention.end)


def _text_around(segment: ParagraphSegment, start: int, end: int) -> tuple[str, str]:
    return segment.text[max(0, start - CONTEXT_CHARACTERS) : start], segment.text[end : end + CONTEXT_CHARACTERS]


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

    @cached_property
    def lone_capitals(self) -> Counter[str]:
        """How often each word stands alone in capitals inside a sentence that isn't shouted."""
        inside = (run.group() for _, _, _, run, initial in self._name_runs if not initial)
        return Counter(word for word in inside if word.isupper())

    @cached_property
    def tagged_words(self) -> frozenset[str]:
        """Common words, numbers and single letters that speech tags use as names: said Will; Five nodded; L said."""
        inside, counts = set(), Counter[str]()
        for _, _, segment, run, initial in self._name_runs:
            word = run.group()
            common = word.lower() in NAMING_COMMON_WORDS or (len(word) == 1 and word not in "AIO")
            if common and not segment.is_quoted and is_tagged(*_text_around(segment, run.start(), run.end())):
                # Right after a quote one tag is enough: “Go,” said Will.
                counts[word] += MIN_TAGS if is_tag_start(segment.text[: run.start()]) else 1
                inside |= set() if initial else {word}
        return frozenset(word for word, count in counts.items() if count >= MIN_TAGS and word in inside)

    def find_mentions(self) -> Iterator[NameMention]:
        """All mentions of names, in order; records in `usage` how each is used."""
        for number, segment_index, segment, match, is_initial in self._name_runs:
            trimmed = self._trim_run(match.group(), is_initial)
            if trimmed:
                surface, start, end = trimmed
                mention = NameMention(number, segment_index, match.start() + start, match.start() + end, surface)
                if surface.lower() not in NAMING_COMMON_WORDS or self._is_meant_as_name(mention, segment, is_initial):
                    yield self._record_usage(mention, segment, is_initial and not start)

    def find_distinct_pairs(self, mentions: Sequence[NameMention]) -> frozenset[tuple[str, str]]:
        """Pairs of names, both ways round, of two people.

        They are side by side (Miss Dale and Rose), in alternating tags, or subject and object (Rose looked at Dale).
        """
        pairs = self._find_alternating_names(mentions)
        related = Counter[frozenset[str]]()
        for mention, other in pairwise(mentions):
            is_near = (mention.paragraph, mention.segment) == (other.paragraph, other.segment)
            if is_near and mention.surface != other.surface:
                between = self._text_between(mention, other)
                if BETWEEN_TWO_PEOPLE.fullmatch(between):
                    pairs |= _both_ways(mention.surface, other.surface)
                elif ACTING_AFTER.match(between) and ONE_CLAUSE.fullmatch(between):
                    related[frozenset((mention.surface, other.surface))] += 1
        for (subject, object_), count in ((sorted(pair), count) for pair, count in related.items()):
            pairs |= _both_ways(subject, object_) if count >= MIN_RELATIONS else set()
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
        return {pair for name, other in repeated for pair in _both_ways(name, other)}

    def _text_between(self, mention: NameMention, other: NameMention) -> str:
        return self.paragraphs[mention.paragraph].segments[mention.segment].text[mention.end : other.start]

    def _is_speaker_tag(self, mention: NameMention) -> bool:
        segment = self.paragraphs[mention.paragraph].segments[mention.segment]
        before, after = _context_of(segment, mention)
        return not segment.is_quoted and is_tagged(before, after)

    @staticmethod
    def _is_meant_as_name(mention: NameMention, segment: ParagraphSegment, is_initial: bool) -> bool:
        """Whether a common word that somebody is called by is a name here: not in "Will you?", nor in "in May"."""
        before, after = _context_of(segment, mention)
        return is_tagged(before, after) or not is_initial or bool(CALL_AFTER.match(after))

    def _trim_run(self, words: str, initial: bool) -> tuple[str, int, int] | None:
        """The name in a run of capitalised words, and where in the run it begins and ends."""
        parts = [(match.group(), match.start(), match.end()) for match in ANY_WORD.finditer(words)]
        first = 0
        while first < len(parts) and not self._can_start_name(parts[first][0], initial, len(parts) - first):
            first, initial = first + 1, False
        parts = parts[first:]
        while len(parts) > 1 and not (self._is_word_of_name(parts[-1][0]) or _is_titled_initial(parts)):
            parts.pop()
        if not parts or (parts[0][0].rstrip(".") in ABBREVIATED_TITLES and len(parts) == 1):
            return None
        return " ".join(self._normalize(part) for part, _, _ in parts), parts[0][1], parts[-1][2]

    def _normalize(self, word: str) -> str:
        """A word of a name without a stutter ("K-Kakashi"), and in small letters if it was only shouted."""
        whole = strip_stutter(word)
        return whole.title() if whole.isupper() and len(whole) > 2 and not self._is_spelt_in_capitals(whole) else whole

    def _is_spelt_in_capitals(self, word: str) -> bool:
        """Whether a name is always in capitals, in quiet sentences, too: HAL."""
        plain = word.lower()
        return (
            self.lone_capitals[word] >= MIN_LONE_CAPITALS
            and not self.mid_sentence_counts[word.title()]
            and not self.lowercase_counts[plain]
        )

    def _can_start_name(self, word: str, initial: bool, count: int) -> bool:
        plain = word.rstrip(".").lower()
        if parse_title(word) is not None and (
            count > 1 or plain not in ("sir", "miss", "m", "st", "saint", "madam", "lord")
        ):
            return count > 1 or not initial or self.lowercase_counts[plain] == 0
        return plain not in NAME_ADJECTIVES and self._is_word_of_name(word, initial)

    def _is_word_of_name(self, word: str, initial: bool = False) -> bool:
        word = strip_stutter(word)
        plain = strip_honorific(word).rstrip(".").lower()
        if word in self.tagged_words:
            return True
        if plain in NOT_NAMES or len(plain) < 2 or COMPOUND_ADJECTIVE.search(plain):
            return False
        if plain in self.known or parse_title(word) is not None:
            return True
        if word.isupper() and len(word) > 2:
            return (
                self.mid_sentence_counts[word.title()] > self.lowercase_counts[plain] / 4
                and self.mid_sentence_counts[word.title()] > 0
            ) or self._is_spelt_in_capitals(word)
        capitals = self.mid_sentence_counts[word]
        if is_first_name(plain) and capitals * 20 >= self.lowercase_counts[plain]:
            return True
        if not capitals:
            return not initial or (self.lowercase_counts[plain] == 0 and not ADVERB_OR_PARTICIPLE.search(plain))
        return capitals * 3 >= self.lowercase_counts[plain]

    def _record_usage(self, mention: NameMention, segment: ParagraphSegment, is_initial: bool) -> NameMention:
        usage = self.usage.setdefault(mention.surface, NameUsage())
        before, after = _context_of(segment, mention)
        is_vocative = usage.record(before, after, segment.is_quoted, is_initial)
        return replace(mention, is_vocative=is_vocative, is_possessive=bool(POSSESSIVE_ENDING.match(after)))
