"""Finds the spoken sentences in the text as it was written, where some of their words differ."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, groupby, pairwise, zip_longest

from audiobook.model import Span
from audiobook.text.normalization.sentences import split_sentences

WORD = re.compile(r"[^\W_]+")
# Where, between two words, one sentence ends and the next begins: opening marks and dashes belong to what follows,
# all others (a smiley, an asterisk of a footnote) to what comes before.
SENTENCE_BOUNDARY = re.compile(r"\s+(?=(?:[“‘«‹(\[—–-]+\s+)*\S*$)")
# Emphasis marks occur where quotation marks may occur, so sentences end next to both in the same way.
EMPHASIS_AS_QUOTES = str.maketrans("*_", "''")


@dataclass(frozen=True, slots=True)
class _AlignedRun:
    """A run of spoken words (by their numbers, end exclusive) and the written words it corresponds to, equal or not."""

    spoken_start: int
    spoken_end: int
    written_start: int
    written_end: int
    is_equal: bool


def align_sentences(written: str, sentences: Sequence[str]) -> tuple[Span, ...]:
    """The span of each spoken sentence in `written`; together the spans cover it without gaps or overlaps.

    >>> [span.of("It is 7. *So* go.") for span in align_sentences("It is 7. *So* go.", ("It is seven.", "So go."))]
    ['It is 7.', ' *So* go.']
    """
    word_spans = [match.span() for match in WORD.finditer(written)]
    written_words = [written[start:end].lower() for start, end in word_spans]
    sentence_words = [[word.lower() for word in WORD.findall(sentence)] for sentence in sentences]
    ends = list(accumulate(len(sentence) for sentence in sentence_words))[:-1]
    spoken_words = [word for sentence in sentence_words for word in sentence]
    counts = (
        ends
        if spoken_words == written_words
        else _map_sentence_ends(ends, spoken_words, written_words, _written_sentence_ends(written, word_spans))
    )
    edges = [0, *accumulate((_boundary_position(written, word_spans, count) for count in counts), max), len(written)]
    return tuple(Span(start, end) for start, end in pairwise(edges))


def find_spoken_part(written: str, spoken: str, part: Span) -> Span:
    """Where the words at a part of a written text are in what is spoken for it.

    >>> find_spoken_part("On Oak St. now.", "On Oak Street now.", Span(7, 10))
    Span(start=7, end=13)
    >>> find_spoken_part("In 1984, he left.", "In nineteen eighty-four, he left.", Span(3, 7))
    Span(start=3, end=23)
    """
    written_words, spoken_words = list(WORD.finditer(written)), list(WORD.finditer(spoken))
    first = next((index for index, word in enumerate(written_words) if word.end() > part.start), len(written_words))
    last = sum(word.start() < part.end for word in written_words) - 1
    texts = [[word.group().lower() for word in words] for words in (spoken_words, written_words)]
    start, end = _map_word(first, texts[0], texts[1])[0], _map_word(last, texts[0], texts[1])[1]
    return Span(spoken_words[start].start(), spoken_words[end - 1].end()) if start < end else Span(0, 0)


def _map_word(word: int, spoken_words: Sequence[str], written_words: Sequence[str]) -> tuple[int, int]:
    """The spoken words of a written one, from the first to the last (exclusive); of several that differ, its share."""
    for run in _align_words(spoken_words, written_words):
        if run.written_start <= word < run.written_end:
            start = min(run.spoken_start + word - run.written_start, run.spoken_end)
            is_last = not run.is_equal and word == run.written_end - 1
            return start, run.spoken_end if is_last else min(start + 1, run.spoken_end)
    return 0, 0


def _written_sentence_ends(written: str, word_spans: Sequence[tuple[int, int]]) -> list[int]:
    """The ends of the written sentences, counted in words; without the last one."""
    starts, position, ends = [start for start, _ in word_spans], 0, []
    quoted = written.translate(EMPHASIS_AS_QUOTES)
    for sentence in split_sentences(quoted):
        position = quoted.index(sentence, position) + len(sentence)
        ends.append(bisect_right(starts, position - 1))
    return ends[:-1]


def _map_sentence_ends(
    ends: Sequence[int], spoken_words: Sequence[str], written_words: Sequence[str], written_ends: Sequence[int]
) -> list[int]:
    """Maps the ends of sentences from counts of spoken words to counts of written words.

    A number is one written word but several spoken ones. Where the words are equal, so are the ends; where they differ,
    the sentence ends of the written text decide, as far as there are any.
    """
    mapped_ends: list[int] = []
    runs = list(_align_words(spoken_words, written_words))
    for run, next_run in zip_longest(runs, runs[1:]):
        # An end right before words that differ is placed among them: unspoken ones (a smiley) go with the sentence.
        takes_last = next_run is None or next_run.is_equal or next_run.written_start == next_run.written_end
        inside = ends[len(mapped_ends) : bisect_left(ends, run.spoken_end + takes_last)]
        if run.is_equal:
            mapped_ends += [run.written_start + end - run.spoken_start for end in inside]
        else:
            after_start = bisect_left if run.spoken_end > run.spoken_start else bisect_right
            first = after_start(written_ends, run.written_start)
            mapped_ends += _match_ends(run, inside, written_ends[first : bisect_right(written_ends, run.written_end)])
    return mapped_ends


def _align_words(spoken_words: Sequence[str], written_words: Sequence[str]) -> Iterator[_AlignedRun]:
    """Alternating runs of words that are equal and words that are not."""
    from rapidfuzz.distance import Levenshtein

    for is_equal, group in groupby(
        Levenshtein.opcodes(spoken_words, written_words), key=lambda step: step.tag == "equal"
    ):
        first, *rest = group
        last = rest[-1] if rest else first
        yield _AlignedRun(first.src_start, last.src_end, first.dest_start, last.dest_end, is_equal)


def _match_ends(run: _AlignedRun, ends: Sequence[int], candidates: Sequence[int]) -> Iterator[int]:
    """A written word count for each of the sentence ends in a run of different words."""
    if len(ends) == len(candidates):
        yield from candidates
        return
    word_count = run.spoken_end - run.spoken_start
    for end in ends:
        share = (end - run.spoken_start) / word_count if word_count else 1
        estimate = run.written_start + round(share * (run.written_end - run.written_start))
        index = bisect_left(candidates, estimate)
        yield min(
            candidates[max(0, index - 1) : index + 1], key=lambda candidate: abs(candidate - estimate), default=estimate
        )


def _boundary_position(written: str, word_spans: Sequence[tuple[int, int]], count: int) -> int:
    """The position after the first `count` words and the marks that close them."""
    if count >= len(word_spans):
        return len(written)
    end = word_spans[count - 1][1] if count else 0
    following = word_spans[count][0]
    boundary = SENTENCE_BOUNDARY.search(written[end:following])
    if boundary:
        return end + boundary.start()
    return following if count else 0
