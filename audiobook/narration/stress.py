"""Words that a writer stresses by italics or capitals: “Is that *my* cup?”, “I CAN do it.”"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from functools import cache

from audiobook.text.normalization.capitals import Reading, reading_of

# Words that are mostly said lightly, and how they are said with stress (hibari's phonemes, General American). All
# other words bear a stress of their own already.
STRESSED = {
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
# The AM of a clock time is none of them.
CAPITALS = re.compile(r"(?<![\w.&'’])(?!(?<=\d\s)AM(?!\w))[A-Z]{2,}(?![\w&'’]|\.\w)")
SMALL = re.compile(r"[a-z]{2}")


def _standing(pattern: str) -> re.Pattern[str]:
    """A pattern for words that stand by themselves: "it", but not in "bit" or "it’s"."""
    return re.compile(rf"(?<![^\W_])(?:{pattern})(?![^\W_]|['’]\w)", re.IGNORECASE)


@cache
def _word(word: str) -> re.Pattern[str]:
    return _standing(word)


# Each word is a group of that name.
WORDS = _standing("|".join(f"(?P<{word}>{word})" for word in STRESSED))

# A stressed word in small letters, and how often it stands in its text before: so it is found again in what is said.
Stress = tuple[str, int]


def stressed_in(text: str) -> tuple[Stress, ...]:
    """The words of a text that the writer stresses and that would be said lightly else.

    A text that is all capitals is shouted, and stresses nothing; an initialism is no stressed word.

    >>> stressed_in("It is *my* cup. I said it IS, in the US.")
    (('my', 0), ('is', 1))
    """
    found = [(match["word"], match.start()) for match in ITALIC.finditer(text)]
    found += _in_capitals(text) if SMALL.search(text) else []
    words = [(word.lower(), at) for word, at in found if word.lower() in STRESSED]
    if not words:
        return ()
    occurrences = Occurrences(text)
    return tuple((word, occurrences.before(word, at)) for word, at in words)


def _in_capitals(text: str) -> Iterator[tuple[str, int]]:
    for match in CAPITALS.finditer(text):
        if match.group().lower() in STRESSED and reading_of(text, *match.span()) is Reading.WORD:
            yield match.group(), match.start()


class Occurrences:
    """Where the words that can be stressed stand in a text, large or small; the text is read once."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._ends: defaultdict[str, list[int]] = defaultdict(list)
        for word, match in _found_in(text):
            self._ends[word].append(match.end())

    def before(self, word: str, at: int) -> int:
        """How often a word stands in the text before a place, as if the text ended there."""
        # What follows a word can make it another one ("it’s"), so the last two characters are looked at again.
        sure = at - 2
        last = _word(word).finditer(self.text, max(0, sure - len(word)), at)
        return bisect_right(self._ends[word], sure) + sum(match.end() > sure for match in last)


def _found_in(text: str) -> Iterator[tuple[str, re.Match[str]]]:
    for match in WORDS.finditer(text):
        if match.lastgroup:
            yield match.lastgroup, match


def stresses_in(sentences: Iterable[str], stressed: Iterable[Stress]) -> Iterator[tuple[tuple[str, str], ...]]:
    """For each sentence of a text, how those of the stressed words that stand in it are said, as `Line.pronounced`.

    >>> list(stresses_in(("It is my cup.", "I said it is."), (("my", 0), ("is", 1))))
    [(('my', '/mˈI/'),), (('is', '/ˈɪz/'),)]
    """
    waiting: defaultdict[str, list[tuple[int, int]]] = defaultdict(list)
    for order, (word, place) in enumerate(stressed):
        waiting[word].append((place, order))
    for places in waiting.values():
        places.sort()
    told = Counter[str]()
    for sentence in sentences:
        forms: defaultdict[str, list[str]] = defaultdict(list)
        for word, match in _found_in(sentence) if waiting else ():
            forms[word].append(match.group())
        hits = []
        for word, here in forms.items():
            places, first = waiting[word], told[word]
            inside = places[bisect_left(places, (first, -1)) : bisect_left(places, (first + len(here), -1))]
            hits += [(min(order for _, order in inside), here[0], word)] if inside else []
            told[word] += len(here)
        yield tuple((form, f"/{STRESSED[word]}/") for _, form, word in sorted(hits))
