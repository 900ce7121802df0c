"""Words that the author stresses with italics or capitals: “Is that *my* cup?”, “I CAN do it.”"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from functools import cache

from audiobook.text.normalization.capitals import CapitalsReading, classify_capitals
from audiobook.text.pronunciation.values import Pronunciation, Pronunciations

# A stressed word in lower case, and how often it occurs before in its text, to find it again in the spoken text.
StressedWord = tuple[str, int]
# Words that are usually unstressed, and their pronunciation with stress (hibari's phonemes, General American). All
# other words have a stressed syllable anyway.
STRESSED_PHONEMES = {
    "a": "ˈA", "am": "ˈæm", "an": "ˈæn", "and": "ˈænd", "are": "ˈɑɹ", "as": "ˈæz", "at": "ˈæt", "be": "bˈi",
    "been": "bˈɪn", "but": "bˈʌt", "can": "kˈæn", "could": "kˈʊd", "did": "dˈɪd", "do": "dˈu", "does": "dˈʌz",
    "for": "fˈɔɹ", "from": "fɹˈʌm", "had": "hˈæd", "has": "hˈæz", "have": "hˈæv", "he": "hˈi", "her": "hˈɜɹ",
    "him": "hˈɪm", "his": "hˈɪz", "i": "ˈI", "if": "ˈɪf", "in": "ˈɪn", "is": "ˈɪz", "it": "ˈɪt", "its": "ˈɪts",
    "me": "mˈi", "must": "mˈʌst", "my": "mˈI", "of": "ˈʌv", "on": "ˈɔn", "or": "ˈɔɹ", "our": "ˈWəɹ", "shall": "ʃˈæl",
    "she": "ʃˈi", "should": "ʃˈʊd", "some": "sˈʌm", "that": "ðˈæt", "the": "ðˈi", "their": "ðˈɛɹ", "them": "ðˈɛm",
    "there": "ðˈɛɹ", "they": "ðˈA", "this": "ðˈɪs", "to": "tˈu", "us": "ˈʌs", "was": "wˈʌz", "we": "wˈi",
    "were": "wˈɜɹ", "will": "wˈɪl", "with": "wˈɪð", "would": "wˈʊd", "you": "jˈu", "your": "jˈʊɹ",
}  # fmt: skip
ITALIC = re.compile(r"(?<![\w*_])(?P<mark>[*_]{1,3})(?P<word>\w+)(?P=mark)(?![\w*_])")
# The AM of a time of day is not a stressed word.
CAPITALS = re.compile(r"(?<![\w.&'’])(?!(?<=\d\s)AM(?!\w))[A-Z]{2,}(?![\w&'’]|\.\w)")
LOWERCASE = re.compile(r"[a-z]{2}")


def _whole_word_pattern(pattern: str) -> re.Pattern[str]:
    """A pattern for whole words: "it", but not in "bit" or "it’s"."""
    return re.compile(rf"(?<![^\W_])(?:{pattern})(?![^\W_]|['’]\w)", re.IGNORECASE)


@cache
def _word_pattern(word: str) -> re.Pattern[str]:
    return _whole_word_pattern(word)


# Each word is a group with its own name.
STRESSABLE_WORD = _whole_word_pattern("|".join(f"(?P<{word}>{word})" for word in STRESSED_PHONEMES))


def find_stressed_words(text: str) -> tuple[StressedWord, ...]:
    """The words of a text that the author stresses and that would be unstressed otherwise.

    A text in all capitals is shouted, so it stresses no single word; an initialism is not a stressed word.

    >>> find_stressed_words("It is *my* cup. I said it IS, in the US.")
    (('my', 0), ('is', 1))
    """
    candidates = [(match["word"], match.start()) for match in ITALIC.finditer(text)]
    candidates += find_capitalized_words(text)
    words = [(word.lower(), start) for word, start in candidates if word.lower() in STRESSED_PHONEMES]
    if not words:
        return ()
    occurrences = WordOccurrences(text)
    return tuple((word, occurrences.count_before(word, start)) for word, start in words)


def find_capitalized_words(text: str) -> Iterator[tuple[str, int]]:
    """The words that are stressed by capitals, each with its start; none in a text that is all capitals."""
    for match in CAPITALS.finditer(text) if LOWERCASE.search(text) else ():
        if classify_capitals(text, *match.span()) is CapitalsReading.WORD:
            yield match.group(), match.start()


class WordOccurrences:
    """The positions of all stressable words in a text, in any case; the text is searched once."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._ends: defaultdict[str, list[int]] = defaultdict(list)
        for word, match in _find_stressable_words(text):
            self._ends[word].append(match.end())

    def count_before(self, word: str, position: int) -> int:
        """How often a word occurs before a position, as if the text ended there."""
        # What follows can make a word another one ("it’s"), so the last two characters are searched again.
        safe_end = position - 2
        last_matches = _word_pattern(word).finditer(self.text, max(0, safe_end - len(word)), position)
        return bisect_right(self._ends[word], safe_end) + sum(match.end() > safe_end for match in last_matches)


def _find_stressable_words(text: str) -> Iterator[tuple[str, re.Match[str]]]:
    for match in STRESSABLE_WORD.finditer(text):
        if match.lastgroup:
            yield match.lastgroup, match


def pronounce_stressed_words(
    sentences: Iterable[str], stressed_words: Iterable[StressedWord]
) -> Iterator[Pronunciations]:
    """For each sentence of a text, the pronunciations of its stressed words, as for `Utterance.pronounced`.

    >>> [dict(words) for words in pronounce_stressed_words(("It is my cup.", "I said it is."), (("my", 0), ("is", 1)))]
    [{'my': '/mˈI/'}, {'is': '/ˈɪz/'}]
    """
    pending: defaultdict[str, list[tuple[int, int]]] = defaultdict(list)
    for order, (word, occurrence) in enumerate(stressed_words):
        pending[word].append((occurrence, order))
    for occurrences in pending.values():
        occurrences.sort()
    counts = Counter[str]()
    for sentence in sentences:
        forms: defaultdict[str, list[str]] = defaultdict(list)
        for word, match in _find_stressable_words(sentence) if pending else ():
            forms[word].append(match.group())
        hits = []
        for word, word_forms in forms.items():
            occurrences, first_occurrence = pending[word], counts[word]
            inside = occurrences[
                bisect_left(occurrences, (first_occurrence, -1)) : bisect_left(
                    occurrences, (first_occurrence + len(word_forms), -1)
                )
            ]
            hits += [(min(order for _, order in inside), word_forms[0], word)] if inside else []
            counts[word] += len(word_forms)
        yield tuple(Pronunciation(form, f"/{STRESSED_PHONEMES[word]}/") for _, form, word in sorted(hits))
