"""Identifies the language of a text by its script and the most common words of each language."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections import Counter
from collections.abc import Sequence
from functools import cache
from importlib.resources import files

from audiobook.text.languages.names import language_script

# How much of a text is examined, in pieces from all of it.
MAX_SAMPLE_CHARACTERS = 60_000
MAX_SAMPLE_PARAGRAPHS = 300
MIN_LETTERS = 40
MIN_WORDS = 30
# In plain prose, 30 to 50 percent of the words are in its language's list; a text of names and sounds has few.
MIN_COMMON_SHARE = 0.15
# A story is assumed to be in English: another language needs twice the share of words.
MIN_LEAD_OVER_ENGLISH = 2.0
# The share of a text's letters that makes a script the text's own.
MIN_SCRIPT_SHARE = 0.6
MIN_KANA_SHARE = 0.1
WORD = re.compile(r"[^\W\d_]+(?:[’'][^\W\d_]+)?")
# The script (ISO 15924) of a letter, by the first word of its Unicode name.
SCRIPT_BY_LETTER_NAME = {
    "LATIN": "Latn", "CYRILLIC": "Cyrl", "GREEK": "Grek", "ARABIC": "Arab", "HEBREW": "Hebr", "CJK": "Hani",
    "HIRAGANA": "Kana", "KATAKANA": "Kana", "HANGUL": "Hang", "THAI": "Thai", "DEVANAGARI": "Deva",
    "BENGALI": "Beng", "TAMIL": "Taml", "TELUGU": "Telu", "GEORGIAN": "Geor", "ARMENIAN": "Armn", "KHMER": "Khmr",
    "LAO": "Laoo", "MYANMAR": "Mymr", "ETHIOPIC": "Ethi", "TIBETAN": "Tibt", "SINHALA": "Sinh", "MALAYALAM": "Mlym",
    "KANNADA": "Knda", "GUJARATI": "Gujr", "GURMUKHI": "Guru", "GOTHIC": "Goth", "COPTIC": "Copt",
}  # fmt: skip
# The most likely language of a script, where its words decide nothing.
DEFAULT_LANGUAGE = {
    "Cyrl": "ru", "Grek": "el", "Arab": "ar", "Hebr": "he", "Hani": "zh", "Jpan": "ja", "Hang": "ko", "Thai": "th",
    "Deva": "hi", "Beng": "bn", "Taml": "ta", "Telu": "te", "Geor": "ka", "Armn": "hy", "Khmr": "km", "Laoo": "lo",
    "Mymr": "my", "Ethi": "am", "Tibt": "bo", "Sinh": "si", "Mlym": "ml", "Knda": "kn", "Gujr": "gu", "Guru": "pa",
    "Goth": "got", "Copt": "cop",
}  # fmt: skip


def identify_language(paragraphs: Sequence[str]) -> str:
    """The tag (BCP 47) of the language that most of a text is in; "" where the text is too short to tell.

    >>> identify_language(["Es war einmal eine Frau, die hatte einen Garten, und in dem Garten war nichts. " * 5])
    'de'
    """
    sample = _take_sample(paragraphs)
    scripts = Counter[str]()
    for letter, times in Counter(sample).items():
        if script := _letter_script(letter):
            scripts[script] += times
    letters = sum(scripts.values())
    if letters < MIN_LETTERS:
        return ""
    main_script, count = _merge_japanese(scripts).most_common(1)[0]
    if count < MIN_SCRIPT_SHARE * letters:
        return ""
    return _identify_by_words(sample, main_script) or DEFAULT_LANGUAGE.get(main_script, "")


def _take_sample(paragraphs: Sequence[str]) -> str:
    """Text from all over a story: a single quotation or poem says nothing about the whole."""
    step = max(1, len(paragraphs) // MAX_SAMPLE_PARAGRAPHS)
    selected = paragraphs[::step]
    max_characters = max(1, MAX_SAMPLE_CHARACTERS // max(1, len(selected)))
    is_short = sum(map(len, selected)) <= MAX_SAMPLE_CHARACTERS
    return "\n".join(paragraph if is_short else paragraph[:max_characters] for paragraph in selected)


@cache
def _letter_script(letter: str) -> str:
    if letter.isascii():
        return "Latn" if letter.isalpha() else ""
    return SCRIPT_BY_LETTER_NAME.get(unicodedata.name(letter, "").partition(" ")[0], "") if letter.isalpha() else ""


def _merge_japanese(scripts: Counter[str]) -> Counter[str]:
    """The counts with Han characters and kana as one script (Jpan) where a text has both."""
    kana, han = scripts["Kana"], scripts["Hani"]
    if kana < MIN_KANA_SHARE * (kana + han) or not kana:
        return scripts
    rest = Counter({script: count for script, count in scripts.items() if script not in ("Kana", "Hani")})
    return rest + Counter({"Jpan": kana + han})


def _identify_by_words(sample: str, script: str) -> str:
    """The language of this script whose common words are the most frequent in a text; "" where none is clear."""
    words = Counter(word.replace("’", "'") for word in WORD.findall(sample.casefold()))
    total = sum(words.values())
    if total < MIN_WORDS:
        return ""
    lists = ((tag, common) for tag, common in _load_function_words().items() if language_script(tag) == script)
    shares = {tag: sum(words[word] for word in common) / total for tag, common in lists}
    best = max(shares, key=lambda tag: shares[tag], default="")
    if not best or shares[best] < MIN_COMMON_SHARE:
        return ""
    clear = best == "en" or shares[best] >= MIN_LEAD_OVER_ENGLISH * shares.get("en", 0)
    return best if clear else ""


@cache
def _load_function_words() -> dict[str, frozenset[str]]:
    table = tomllib.loads((files(__package__) / "function_words.toml").read_text("utf-8"))
    return {tag: frozenset(words.split()) for tag, words in table.items()}
