"""Words that a writer stresses by italics or capitals: “Is that *my* cup?”, “I CAN do it.”"""

from __future__ import annotations

import re
from collections.abc import Iterable

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
CAPITALS = re.compile(r"(?<![\w.&'’])[A-Z]{2,}(?![\w&'’]|\.\w)")
SMALL = re.compile(r"[a-z]{2}")


# A stressed word in small letters, and how often it stands in its text before: so it is found again in what is said.
Stress = tuple[str, int]


def stressed_in(text: str) -> tuple[Stress, ...]:
    """The words of a text that the writer stresses and that would be said lightly else.

    A text that is all capitals is shouted, and stresses nothing.

    >>> stressed_in("It is *my* cup. I said it IS.")
    (('my', 0), ('is', 1))
    """
    found = [(match["word"], match.start()) for match in ITALIC.finditer(text)]
    found += [(match.group(), match.start()) for match in CAPITALS.finditer(text)] if SMALL.search(text) else []
    return tuple((word.lower(), occurrences(word, text[:at])) for word, at in found if word.lower() in STRESSED)


def occurrences(word: str, text: str) -> int:
    """How often a word stands in a text, large or small."""
    return len(_word(word).findall(text))


def _word(word: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![^\W_]){re.escape(word)}(?![^\W_]|['’]\w)", re.IGNORECASE)


def moved(stressed: Iterable[Stress], before: str) -> tuple[Stress, ...]:
    """The same words, where another text stands before theirs."""
    return tuple((word, place + occurrences(word, before)) for word, place in stressed)


def said_with_stress(stressed: Iterable[Stress], before: str, sentence: str) -> tuple[tuple[str, str], ...]:
    """How those of the words that stand in a sentence are said, as `Line.pronounced` has it; `before` it stands this.

    >>> said_with_stress((("my", 0), ("is", 1)), "It is my cup.", "I said it is.")
    (('is', '/ˈɪz/'),)
    """
    found = {}
    for word, place in stressed:
        here = _word(word).findall(sentence)
        if 0 <= place - occurrences(word, before) < len(here):
            found[here[0]] = f"/{STRESSED[word]}/"
    return tuple(found.items())
