"""Builds the lexicon of one story: the entries it needs, and by rule its Japanese names and foreign words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Set
from functools import cache
from importlib.resources import files

from audiobook.text.pronunciation.foreign import find_accented_words
from audiobook.text.pronunciation.french import find_french_phrases
from audiobook.text.pronunciation.japanese import is_romaji, japanese_phonemes
from audiobook.text.pronunciation.lexicon import WORD_START, Lexicon, build_lexicon, entry_starts
from audiobook.text.pronunciation.values import LexiconEntry, Origin

# A name before one of these is Japanese, or meant to be.
HONORIFIC = re.compile(r"-(?:san|kun|chan|sama|sensei|senpai|sempai|dono|hime|taichou?|nii|nee)(?![^\W_])")
MAX_NAME_CHARACTERS = 24
# Sounds and parts of names that hardly any other language has.
JAPANESE_ONLY_SOUNDS = re.compile(
    r"tsu|[kgnhbmpr]y[uo]|[aiueo]shi(?![aeo])|[aiueo]zu(?!e)|uu|(?:suke|maru|moto|yama|[kg]awa|[sj]hima|mura|naka|[sz]aki"
    r"|taro|hiro|hiko|nobu|michi|shige|[kg]uchi|[sz]awa|[kg]ami|hashi|bashi|hara|nori|toku|kaze|hachi|roku|aki|ichi|jiro"
    r"|uchi[hw]a|iku|uki)$|^(?:taka|kuro|shiro|matsu|naru|hatsu|kiyo|hiro|yoshi|shin|kage|oro|haru|hika)(?=[^n]..)",
    re.IGNORECASE,
)
# With so many certain names, or one honorific, every name of a story that can be Japanese is taken to be.
MIN_JAPANESE_NAMES = 3
MIN_CERTAIN_LETTERS = 5


def build_story_lexicon(text: str, entries: Iterable[LexiconEntry]) -> Lexicon:
    """The lexicon of a story's text: those of the entries that can occur in it, and its names and words by rule."""
    words = frozenset(WORD_START.findall(text))
    lowercase_words = frozenset(word.lower() for word in words)
    given_entries = [entry for entry in entries if _can_occur(entry, lowercase_words)]
    given_words = {entry.word.lower() for entry in given_entries}
    names = (name for name in find_japanese_names(text, words) if name.lower() not in given_words)
    japanese_entries = (LexiconEntry(name, f"/{japanese_phonemes(name)}/", Origin.JAPANESE) for name in names)
    foreign = (*sorted(find_accented_words(words)), *find_french_phrases(text, lowercase_words))
    foreign_entries = (LexiconEntry(word, f"/{phonemes}/", Origin.FOREIGN) for word, phonemes in foreign)
    all_entries = (
        *given_entries,
        *japanese_entries,
        *(entry for entry in foreign_entries if entry.word.lower() not in given_words),
    )
    return build_lexicon(
        all_entries, frozenset(entry.word for entry in all_entries if words.isdisjoint(entry_starts(entry)))
    )


def _can_occur(entry: LexiconEntry, lowercase_words: Set[str]) -> bool:
    """Whether an entry can occur among these words; for the built-in ones, plurals do not count."""
    singular, *plural = entry_starts(entry) or ("",)
    is_user_entry = entry.origin not in (Origin.BUILT_IN, Origin.JAPANESE, Origin.FOREIGN)
    return singular in lowercase_words or (is_user_entry and not lowercase_words.isdisjoint(plural))


def find_japanese_names(text: str, words: Set[str]) -> tuple[str, ...]:
    """The Japanese names of a story, by their letters and by the story's honorifics."""
    honorific_names = set(_find_honorific_names(text))
    names = {word.capitalize() for word in words if word[0].isupper() and word.lower() not in words}
    candidates = {
        name for name in names | honorific_names if is_romaji(name) and name.lower() not in romaji_like_english()
    }
    certain_names = {name for name in candidates if name in honorific_names or _is_certainly_japanese(name)}
    is_japanese_story = bool(honorific_names & candidates) or len(certain_names) >= MIN_JAPANESE_NAMES
    accepted = candidates if is_japanese_story else certain_names
    return tuple(
        sorted(name for name in accepted if name in honorific_names or name.lower() not in non_japanese_names())
    )


def _find_honorific_names(text: str) -> Iterator[str]:
    """The names before honorifics."""
    for match in HONORIFIC.finditer(text):
        before = WORD_START.findall(text[max(0, match.start() - MAX_NAME_CHARACTERS) : match.start()])
        if before and text[match.start() - 1].isalpha():
            yield before[-1].capitalize()


def _is_certainly_japanese(name: str) -> bool:
    is_long = len(name) >= MIN_CERTAIN_LETTERS
    return is_long and name.lower() not in non_japanese_names() and JAPANESE_ONLY_SOUNDS.search(name) is not None


def romaji_like_english() -> frozenset[str]:
    """English words that look Japanese: "came", "tomato", "season"."""
    return _load_not_japanese()[0]


def non_japanese_names() -> frozenset[str]:
    """First and family names of other languages that look Japanese: "Marina", "Robinson"."""
    return _load_not_japanese()[1]


@cache
def _load_not_japanese() -> tuple[frozenset[str], frozenset[str]]:
    text = (files(__package__) / "not_japanese.txt").read_text("utf-8")
    words, names = (part.splitlines() for part in text.split("\n# names\n"))
    return frozenset(words), frozenset(names)
