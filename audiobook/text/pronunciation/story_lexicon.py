"""The lexicon of one story: what people and lists say of its words, and its Japanese names by rule."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Set
from functools import cache
from importlib.resources import files

from audiobook.text.pronunciation.foreign import foreign_words
from audiobook.text.pronunciation.french import french_phrases
from audiobook.text.pronunciation.japanese import is_romanised, japanese_phonemes
from audiobook.text.pronunciation.lexicon import START, Lexicon, lexicon_of, starts_of
from audiobook.text.pronunciation.values import Entry, Origin

# Who is spoken to so is Japanese, or is meant to be.
HONORIFIC = re.compile(r"-(?:san|kun|chan|sama|sensei|senpai|sempai|dono|hime|taichou?|nii|nee)(?![^\W_])")
LONGEST_NAME = 24
# Sounds and parts of names that hardly any other language has; a word of three beats or more that has one is Japanese.
UNMISTAKABLE = re.compile(
    r"tsu|[kgnhbmpr]y[uo]|[aiueo]shi(?![aeo])|[aiueo]zu(?!e)|uu|(?:suke|maru|moto|yama|[kg]awa|[sj]hima|mura|naka|[sz]aki"
    r"|taro|hiro|hiko|nobu|michi|shige|[kg]uchi|[sz]awa|[kg]ami|hashi|bashi|hara|nori|toku|kaze|hachi|roku|aki|ichi|jiro"
    r"|uchi[hw]a|iku|uki)$|^(?:taka|kuro|shiro|matsu|naru|hatsu|kiyo|hiro|yoshi|shin|kage|oro|haru|hika)(?=[^n]..)",
    re.IGNORECASE,
)
# So many such names, or one honorific, make a story one in which every word that can be Japanese is taken for it.
ENOUGH_NAMES = 3
SHORTEST_UNMISTAKABLE = 5


def lexicon_for(text: str, entries: Iterable[Entry]) -> Lexicon:
    """The lexicon of a story's text: those of the entries that it needs, and how its Japanese names are said."""
    words = frozenset(START.findall(text))
    small = frozenset(word.lower() for word in words)
    told = [entry for entry in entries if _may_be_in(entry, small)]
    said = {entry.word.lower() for entry in told}
    names = (name for name in japanese_names(text, words) if name.lower() not in said)
    rule = (Entry(name, f"/{japanese_phonemes(name)}/", Origin.JAPANESE) for name in names)
    foreign = (*sorted(foreign_words(words)), *french_phrases(text, small))
    others = (Entry(word, f"/{how}/", Origin.FOREIGN) for word, how in foreign)
    every = (*told, *rule, *(entry for entry in others if entry.word.lower() not in said))
    return lexicon_of(every, frozenset(entry.word for entry in every if words.isdisjoint(starts_of(entry))))


def _may_be_in(entry: Entry, small: Set[str]) -> bool:
    """Whether an entry can be in a story with these words; what the program knows only as it stands, not in plural."""
    singular, *plural = starts_of(entry) or ("",)
    by_a_person = entry.origin not in (Origin.BUILT_IN, Origin.JAPANESE, Origin.FOREIGN)
    return singular in small or (by_a_person and not small.isdisjoint(plural))


def japanese_names(text: str, words: Set[str]) -> tuple[str, ...]:
    """The names of a story that are Japanese: by their letters, and by what the story itself gives away."""
    honoured = set(_honoured(text))
    names = {word.capitalize() for word in words if word[0].isupper() and word.lower() not in words}
    can_be = {name for name in names | honoured if is_romanised(name) and name.lower() not in english_words()}
    sure = {name for name in can_be if name in honoured or _is_unmistakable(name)}
    in_japan = bool(honoured & can_be) or len(sure) >= ENOUGH_NAMES
    others = can_be if in_japan else sure
    return tuple(sorted(name for name in others if name in honoured or name.lower() not in other_names()))


def _honoured(text: str) -> Iterator[str]:
    """The names that stand before an honorific."""
    for match in HONORIFIC.finditer(text):
        before = START.findall(text[max(0, match.start() - LONGEST_NAME) : match.start()])
        if before and text[match.start() - 1].isalpha():
            yield before[-1].capitalize()


def _is_unmistakable(name: str) -> bool:
    long = len(name) >= SHORTEST_UNMISTAKABLE
    return long and name.lower() not in other_names() and UNMISTAKABLE.search(name) is not None


def english_words() -> frozenset[str]:
    """English words that could be Japanese by their letters: "came", "tomato", "season"."""
    return _listed()[0]


def other_names() -> frozenset[str]:
    """First names and family names of other languages that could be Japanese by their letters: "Marina", "Robinson"."""
    return _listed()[1]


@cache
def _listed() -> tuple[frozenset[str], frozenset[str]]:
    text = (files(__package__) / "not_japanese.txt").read_text("utf-8")
    words, names = (part.splitlines() for part in text.split("\n# names\n"))
    return frozenset(words), frozenset(names)
