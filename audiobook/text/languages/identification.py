"""The language that a text is in, by its letters and the commonest words of languages."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections import Counter
from collections.abc import Sequence
from functools import cache
from importlib.resources import files

from audiobook.text.languages.names import script_of

# So many characters of a text are looked at, in pieces from all of it.
MOST_CHARACTERS = 60_000
MOST_PIECES = 300
FEWEST_LETTERS = 40
FEWEST_WORDS = 30
# Of the words of a plain text, 30 to 50 in a hundred are in its language's list; a text of names and sounds has few.
FEWEST_COMMON = 0.15
# English is what a story is taken to be in: another language has to show twice as clearly.
TIMES_CLEARER = 2.0
# Of the letters of a text, so many have to be of a script for it to be written in it.
SCRIPT_SHARE = 0.6
JAPANESE_KANA = 0.1
WORD = re.compile(r"[^\W\d_]+(?:[’'][^\W\d_]+)?")
# The first word of a letter's Unicode name, with the script (ISO 15924) it belongs to.
SCRIPTS = {
    "LATIN": "Latn", "CYRILLIC": "Cyrl", "GREEK": "Grek", "ARABIC": "Arab", "HEBREW": "Hebr", "CJK": "Hani",
    "HIRAGANA": "Kana", "KATAKANA": "Kana", "HANGUL": "Hang", "THAI": "Thai", "DEVANAGARI": "Deva",
    "BENGALI": "Beng", "TAMIL": "Taml", "TELUGU": "Telu", "GEORGIAN": "Geor", "ARMENIAN": "Armn", "KHMER": "Khmr",
    "LAO": "Laoo", "MYANMAR": "Mymr", "ETHIOPIC": "Ethi", "TIBETAN": "Tibt", "SINHALA": "Sinh", "MALAYALAM": "Mlym",
    "KANNADA": "Knda", "GUJARATI": "Gujr", "GURMUKHI": "Guru", "GOTHIC": "Goth", "COPTIC": "Copt",
}  # fmt: skip
# The language that a script is most likely to stand for; the words tell others apart.
LIKELY = {
    "Cyrl": "ru", "Grek": "el", "Arab": "ar", "Hebr": "he", "Hani": "zh", "Jpan": "ja", "Hang": "ko", "Thai": "th",
    "Deva": "hi", "Beng": "bn", "Taml": "ta", "Telu": "te", "Geor": "ka", "Armn": "hy", "Khmr": "km", "Laoo": "lo",
    "Mymr": "my", "Ethi": "am", "Tibt": "bo", "Sinh": "si", "Mlym": "ml", "Knda": "kn", "Gujr": "gu", "Guru": "pa",
    "Goth": "got", "Copt": "cop",
}  # fmt: skip


def identify_language(pieces: Sequence[str]) -> str:
    """The tag (BCP 47) of the language that most of a text is in, "" where too little shows it.

    `pieces` are the text's paragraphs.

    >>> identify_language(["Es war einmal eine Frau, die hatte einen Garten, und in dem Garten war nichts. " * 5])
    'de'
    """
    sample = _sample(pieces)
    scripts = Counter[str]()
    for letter, times in Counter(sample).items():
        if script := _script(letter):
            scripts[script] += times
    letters = sum(scripts.values())
    if letters < FEWEST_LETTERS:
        return ""
    written, count = _with_japanese(scripts).most_common(1)[0]
    if count < SCRIPT_SHARE * letters:
        return ""
    return _by_words(sample, written) or LIKELY.get(written, "")


def _sample(pieces: Sequence[str]) -> str:
    """Text from all over a story: a quotation or a poem at one place says nothing of the whole."""
    step = max(1, len(pieces) // MOST_PIECES)
    chosen = pieces[::step]
    most = max(1, MOST_CHARACTERS // max(1, len(chosen)))
    whole = sum(map(len, chosen)) <= MOST_CHARACTERS
    return "\n".join(piece if whole else piece[:most] for piece in chosen)


@cache
def _script(letter: str) -> str:
    if letter.isascii():
        return "Latn" if letter.isalpha() else ""
    return SCRIPTS.get(unicodedata.name(letter, "").partition(" ")[0], "") if letter.isalpha() else ""


def _with_japanese(scripts: Counter[str]) -> Counter[str]:
    """The counts with Han characters and kana as one script where both stand in a text."""
    kana, han = scripts["Kana"], scripts["Hani"]
    if kana < JAPANESE_KANA * (kana + han) or not kana:
        return scripts
    rest = Counter({script: count for script, count in scripts.items() if script not in ("Kana", "Hani")})
    return rest + Counter({"Jpan": kana + han})


def _by_words(sample: str, script: str) -> str:
    """The language of that script whose common words a text has most of; "" where none stands out."""
    words = Counter(word.replace("’", "'") for word in WORD.findall(sample.casefold()))
    every = sum(words.values())
    if every < FEWEST_WORDS:
        return ""
    lists = ((tag, common) for tag, common in _function_words().items() if script_of(tag) == script)
    shares = {tag: sum(words[word] for word in common) / every for tag, common in lists}
    best = max(shares, key=lambda tag: shares[tag], default="")
    if not best or shares[best] < FEWEST_COMMON:
        return ""
    clear = best == "en" or shares[best] >= TIMES_CLEARER * shares.get("en", 0)
    return best if clear else ""


@cache
def _function_words() -> dict[str, frozenset[str]]:
    told = tomllib.loads((files(__package__) / "function_words.toml").read_text("utf-8"))
    return {tag: frozenset(words.split()) for tag, words in told.items()}
