"""Finds names in the text: which capitalised words name somebody, and how each is used."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise

from audiobook.attribution.gender import gender_of_first_name
from audiobook.attribution.scenes import Paragraph, Piece
from audiobook.attribution.vocabulary import (
    ADDRESS_ENDINGS,
    NOT_NAMES,
    PLACE_BEFORE,
    SAYING,
    SHOWING,
    SOFT_BEFORE_NAME,
    TITLES,
    any_of,
)

WORD = r"[A-ZÀ-ÞŒ][^\W_]*(?:[’'][A-ZÀ-ÞŒ][^\W_]+)?(?:-[^\W_]+)*"
SHORT_TITLES = "Mr Mrs Ms Mme Mlle Dr Prof Capt Col Gen Lieut Rev St M".split()
LONG_TITLES = sorted((word.capitalize() for word in TITLES if word.capitalize() not in SHORT_TITLES), key=len)
# A stop belongs to a title that is shortened, and ends a sentence behind one that is not.
TITLE = rf"(?:(?:{'|'.join(SHORT_TITLES)})\b\.?|(?:{'|'.join(reversed(LONG_TITLES))})\b)"
LINK = r"(?:de|von|van|du|di|della|del|la|le|der|des|d[’'])"
NAMING = re.compile(rf"(?<![\w’'])(?:{TITLE}\s+(?:{LINK}\s+)*)*{WORD}(?:\s+(?:{LINK}\s+)*(?:[A-Z]\.\s*)*{WORD})*")
LOWER_WORD = re.compile(r"(?<![\w’'])[a-zß-ÿ]+(?![\w’'])")
SENTENCE_START = re.compile(r"(?:^|[.!?:;…—–\"“”‘’«»*_(\[-])\W*$")
ENDING = re.compile(rf"-(?:{ADDRESS_ENDINGS})$", re.IGNORECASE)
PERSONAL_AFTER = re.compile(rf"\s+(?:\w+ly\s+|had\s+)?(?:{any_of(SAYING + SHOWING)}|was saying|felt|knew|wanted)\b")
PERSONAL_BEFORE = re.compile(rf"\b{any_of(SAYING)}\s+(?:the\s+)?$")
PLACE_BEFORE_NAME = re.compile(rf"\b(?:{PLACE_BEFORE})\s+(?:the\s+)?$", re.IGNORECASE)
CALLED_AFTER = re.compile(r"\s*(?:[!?.,…—~-]|$)")
CALLED_BEFORE = re.compile(
    r"(?:^\W*|[,.!?…—-]\s*|\b(?:my|dear|oh|o|and|yes|no|hi|hey|hello|good)\s+(?:dear\s+)?)$", re.IGNORECASE
)
ABBREVIATED_TITLES = frozenset(SHORT_TITLES)
TWO_PEOPLE = re.compile(r",?\s+(?:and|or|with|than)\s+|\s+(?:told|asked|joined|followed)\s+")
# No name, though it has a capital at the start of a sentence: Nine-year-old Ithiel.
COMPOUND = re.compile(r"-(?:old|haired|eyed|aged|faced|headed)$")
# So often must tags take turns with two names before they are two people's.
LEAST_TURNS = 2
POSSESSED = re.compile(r"[’']s?\b")


@dataclass(frozen=True, slots=True)
class Naming:
    """A name where it stands: in which paragraph and piece, from `start` to `end` in the piece's text."""

    paragraph: int
    piece: int
    start: int
    end: int
    surface: str
    called: bool = False
    possessive: bool = False


@dataclass
class Usage:
    """How often a name is used, and how: for one who speaks or acts, for one spoken to, for a place."""

    count: int = 0
    personal: int = 0
    called: int = 0
    place: int = 0


def bare(word: str) -> str:
    """A name without the form of address at its end.

    >>> bare("Hana-sensei")
    'Hana'
    """
    return ENDING.sub("", word)


def title_of(word: str) -> str | None:
    """The title that a word is, in lower case without its stop; None for other words."""
    plain = word.rstrip(".").lower()
    return plain if plain in TITLES and (len(plain) > 1 or word == "M.") else None


def _is_initial(text: str, at: int) -> bool:
    """Whether a sentence begins at a place."""
    return bool(SENTENCE_START.search(text[max(0, at - 6) : at]))


def _beside(piece: Piece, naming: Naming) -> tuple[str, str]:
    """What stands before and behind a name."""
    return piece.text[max(0, naming.start - 24) : naming.start], piece.text[naming.end : naming.end + 24]


@dataclass
class NameFinder:
    """Finds the names in a story's paragraphs."""

    paragraphs: Sequence[Paragraph]
    known: frozenset[str] = frozenset()
    usage: dict[str, Usage] = field(default_factory=dict)

    @cached_property
    def lower(self) -> Counter[str]:
        """How often each word stands without a capital."""
        found: Counter[str] = Counter()
        for paragraph in self.paragraphs:
            for piece in paragraph.pieces:
                found.update(LOWER_WORD.findall(piece.text))
        return found

    @cached_property
    def _raw(self) -> list[tuple[int, int, Piece, re.Match[str], bool]]:
        return [
            (number, place, piece, match, _is_initial(piece.text, match.start()))
            for number, paragraph in enumerate(self.paragraphs)
            for place, piece in enumerate(paragraph.pieces)
            for match in NAMING.finditer(piece.text)
        ]

    @cached_property
    def inside(self) -> Counter[str]:
        """How often each capitalised word stands inside a sentence."""
        found: Counter[str] = Counter()
        for _, _, _, match, initial in self._raw:
            found.update(match.group().split()[initial:])
        return found

    def namings(self) -> Iterator[Naming]:
        """All that reads like a name, in order; notes down how each name is used."""
        for number, place, piece, match, initial in self._raw:
            cut = self._cut(match.group(), initial)
            if cut:
                surface, skipped = cut
                yield self._noted(Naming(number, place, match.start() + skipped, match.end(), surface), piece)

    def beside(self, namings: Sequence[Naming]) -> frozenset[tuple[str, str]]:
        """Names of two people, either way round: they stand side by side (Miss Dale and Rose), or tags take turns."""
        found = self._taking_turns(namings)
        for one, other in pairwise(namings):
            if (one.paragraph, one.piece) == (other.paragraph, other.piece) and one.surface != other.surface:
                between = self.paragraphs[one.paragraph].pieces[one.piece].text[one.end : other.start]
                if TWO_PEOPLE.fullmatch(between):
                    found |= {(one.surface, other.surface), (other.surface, one.surface)}
        return frozenset(found)

    def _taking_turns(self, namings: Sequence[Naming]) -> set[tuple[str, str]]:
        """Names that tags give to one paragraph and the next, and do so again."""
        spoken = [one for one in namings if self.paragraphs[one.paragraph].speaks and self._speaks(one)]
        pairs = Counter(
            frozenset((one.surface, other.surface))
            for one, other in pairwise(spoken)
            if other.paragraph == one.paragraph + 1 and one.surface != other.surface
        )
        again = [tuple(pair) for pair, count in pairs.items() if count >= LEAST_TURNS]
        return {pair for one, other in again for pair in ((one, other), (other, one))}

    def _speaks(self, naming: Naming) -> bool:
        piece = self.paragraphs[naming.paragraph].pieces[naming.piece]
        before, after = _beside(piece, naming)
        return not piece.quoted and bool(PERSONAL_AFTER.match(after) or PERSONAL_BEFORE.search(before))

    def _cut(self, words: str, initial: bool) -> tuple[str, int] | None:
        """The name in a run of capitalised words, and how many characters stand before it."""
        parts = words.split()
        first = 0
        while first < len(parts) and not self._could_begin(parts[first], initial, len(parts) - first):
            first, initial = first + 1, False
        parts = parts[first:]
        while len(parts) > 1 and not self._is_word_of_name(parts[-1]):
            parts.pop()
        if not parts or (parts[0].rstrip(".") in ABBREVIATED_TITLES and len(parts) == 1):
            return None
        skipped = words.find(parts[0])
        return " ".join(self._cased(part) for part in parts), max(0, skipped)

    def _cased(self, word: str) -> str:
        return word.title() if word.isupper() and len(word) > 2 else word

    def _could_begin(self, word: str, initial: bool, count: int) -> bool:
        plain = word.rstrip(".").lower()
        if title_of(word) is not None and (
            count > 1 or plain not in ("sir", "miss", "m", "st", "saint", "madam", "lord")
        ):
            return count > 1 or not initial or self.lower[plain] == 0
        return plain not in SOFT_BEFORE_NAME and self._is_word_of_name(word, initial)

    def _is_word_of_name(self, word: str, initial: bool = False) -> bool:
        plain = bare(word).rstrip(".").lower()
        if plain in NOT_NAMES or len(plain) < 2 or COMPOUND.search(plain):
            return False
        if plain in self.known or title_of(word) is not None:
            return True
        if word.isupper() and len(word) > 2:
            return self.inside[word.title()] > self.lower[plain] / 4 and self.inside[word.title()] > 0
        capitals = self.inside[word]
        if gender_of_first_name(plain) and capitals * 20 >= self.lower[plain]:
            return True
        if not capitals:
            return not initial or self.lower[plain] == 0
        return capitals * 3 >= self.lower[plain]

    def _noted(self, naming: Naming, piece: Piece) -> Naming:
        usage = self.usage.setdefault(naming.surface, Usage())
        before, after = _beside(piece, naming)
        usage.count += 1
        called = False
        if piece.quoted:
            called = bool(CALLED_AFTER.match(after) and CALLED_BEFORE.search(before))
            usage.called += called
        else:
            usage.personal += bool(PERSONAL_AFTER.match(after) or PERSONAL_BEFORE.search(before))
        usage.place += bool(PLACE_BEFORE_NAME.search(before))
        possessive = bool(POSSESSED.match(after))
        return Naming(naming.paragraph, naming.piece, naming.start, naming.end, naming.surface, called, possessive)
