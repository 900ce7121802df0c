"""Applies the pronunciations that words have in a single line only."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from audiobook.model import Span, Utterance
from audiobook.narration.alignment import find_spoken_part
from audiobook.narration.locate_takes import LocatedTake
from audiobook.text.pronunciation.heteronyms.occurrences import count_before
from audiobook.text.pronunciation.lexicon_files import parse_pronunciation
from audiobook.text.pronunciation.said_words import find_said_word, split_said_word
from audiobook.text.pronunciation.substitution import to_respelling
from audiobook.text.pronunciation.values import HeteronymOverride, is_phonemes


@dataclass(frozen=True, slots=True)
class SaidWord:
    """A word of the source, and its pronunciation there as in `LexiconEntry`; `line` is the line that has it.

    `said` is the pronunciation as somebody wrote it.
    """

    word: str
    span: Span
    line: Span
    pronunciation: str
    said: str


class SaidWords:
    """The words that are said in a way of their own at some places of the source."""

    def __init__(self, takes: Sequence[LocatedTake], source: str) -> None:
        self._source = source
        # What is set for a sentence holds against what is set for its paragraph, and one word against all.
        ordered = sorted(takes, key=lambda one: one.span.start - one.span.end)
        found = {word.span: word for take in ordered for word in _find_words(take, source)}
        self.words = tuple(sorted(found.values(), key=lambda one: one.span.start))

    def find_in(self, spoken: str, part: Span) -> list[tuple[Span, SaidWord]]:
        """Where the words of a part of the source are in what is spoken for it; each with the word."""
        inside = [one for one in self.words if part.start <= one.span.start and one.span.end <= part.end]
        written = part.of(self._source) if inside else ""
        own = ((Span(one.span.start - part.start, one.span.end - part.start), one) for one in inside)
        placed = ((find_spoken_part(written, spoken, span), one) for span, one in own)
        return [(span, one) for span, one in placed if span.start < span.end]

    def apply(self, utterance: Utterance, part: Span) -> Utterance:
        """An utterance that is spoken for a part of the source, with the pronunciations of its words.

        A word that is spoken as it is written becomes a heteronym, as these are at one place, too; another ("St.",
        "1984", "well-read") is replaced by letters that sound like it.
        """
        found = self.find_in(utterance.spoken, part)
        if not found:
            return utterance
        spoken, position, chosen = "", 0, list[tuple[int, str, str]]()
        for span, word in found:
            if span.start < position:
                continue  # a part of the word before
            before, pronunciation = span.of(utterance.spoken), word.pronunciation
            text = before if _is_kept(before, word.word) else to_respelling(before, pronunciation)
            spoken += utterance.spoken[position : span.start]
            if text == before or (is_phonemes(pronunciation) and text.isalpha()):
                chosen.append((len(spoken), text, pronunciation))
            spoken += text
            position = span.end if text == before else _skip_stop(utterance.spoken, span.end)
        spoken += utterance.spoken[position:]
        overrides = tuple(HeteronymOverride(text, count_before(spoken, text, at), said) for at, text, said in chosen)
        # Accents count words.
        is_countable = len(spoken.split()) == len(utterance.spoken.split())
        accents = utterance.accents if is_countable else ()
        return replace(utterance, spoken=spoken, heteronyms=overrides, accents=accents)


def _find_words(take: LocatedTake, source: str) -> Iterator[SaidWord]:
    start = take.span.start
    for written, said in sorted(take.take.settings.say, key=lambda pair: split_said_word(pair[0])[1]):
        for first, end in find_said_word(take.span.of(source), written):
            span = Span(start + first, start + end)
            yield SaidWord(span.of(source), span, take.span, parse_pronunciation(said), said)


def _is_kept(spoken: str, written: str) -> bool:
    """Whether engines find a word again: they may write others in another way, or in parts."""
    return spoken.isascii() and spoken.isalpha() and spoken.lower() == written.lower()


def _skip_stop(spoken: str, position: int) -> int:
    """The position behind the stop of an abbreviation within a sentence."""
    rest = spoken[position:]
    return position + 1 if rest[:1] == "." and rest[1:2] == " " and any(map(str.isalnum, rest)) else position
