"""Which words of a story a voice has to guess, and how each will be said."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from audiobook.casting.voice_lookup import DEFAULT_ENGINE
from audiobook.engines.protocol import needs_of
from audiobook.engines.registry import engine_named
from audiobook.model import Cue, Line, Script, Utterance, Voice
from audiobook.narration.normalization import normalize_for
from audiobook.narration.pronunciations import as_said
from audiobook.pipeline import told_story
from audiobook.production.plan import ToldStory
from audiobook.settings.settings import StorySettings
from audiobook.text.normalization.sentences import sentences_of
from audiobook.text.pronunciation.lexicon import Lexicon, found_in
from audiobook.text.pronunciation.values import Reading, is_phonemes

# A word with the capital that may stand before its apostrophe: "O'Brien"; of "she'll" the word alone, and no "don't".
WORD = re.compile(r"(?<![^\W_])(?<![^\W_]['’])(?:[A-Z]['’](?=[A-Z]))?[^\W\d_]{2,}+(?!['’]t(?![^\W_]))")
GUESS = "guess"
# A sentence that is good to hear a name in is no longer.
MOST_CHARACTERS = 110


@dataclass(frozen=True, slots=True)
class WordRow:
    """A word of a story: how often it is said, its phonemes, where they come from, and a sentence that it stands in."""

    word: str
    count: int
    phonemes: str
    origin: str
    sentence: str


Readings = Callable[[Iterable[str]], Mapping[str, Reading]]


def word_rows(script: Script, lexicon: Lexicon, readings: Readings) -> tuple[WordRow, ...]:
    """The words that the voice does not know, and those that the lexicon knows for it, the most frequent first."""
    spoken = tuple(one for one in script.utterances if one.skipped is None and one.spoken)
    told, rest = _counted(spoken, lexicon)
    read = readings((*rest, *(said for _, said, _ in told if not is_phonemes(said))))
    rows = [(word, count, _phonemes(said, read), origin) for (word, said, origin), count in told.items()]
    rows += [(word, count, read[word].phonemes, GUESS) for word, count in rest.items() if not read[word].known]
    sentences = _sentences(spoken, {word for word, *_ in rows})
    ordered = sorted(rows, key=lambda row: (-row[1], row[0].lower()))
    return tuple(WordRow(*row, sentences.get(row[0], "")) for row in ordered)


def _phonemes(said: str, read: Mapping[str, Reading]) -> str:
    return said.strip("/") if is_phonemes(said) else read[said].phonemes


def _counted(spoken: Iterable[Utterance], lexicon: Lexicon) -> tuple[Counter[tuple[str, str, str]], Counter[str]]:
    """How often each entry of the lexicon is found, and each other word."""
    told, rest = Counter[tuple[str, str, str]](), Counter[str]()
    names = {entry.word.lower(): entry.word for entry in lexicon.entries}
    for utterance in spoken:
        done = 0
        for match, entry, _ in found_in(utterance.spoken, lexicon):
            told[names[entry.word.lower()], entry.said, str(entry.origin)] += 1
            rest.update(_words(utterance.spoken[done : match.start()]))
            done = match.end()
        rest.update(_words(utterance.spoken[done:]))
    return told, _with_their_small_forms(rest)


def _words(text: str) -> Iterator[str]:
    return (match.group() for match in WORD.finditer(text))


def _with_their_small_forms(words: Counter[str]) -> Counter[str]:
    """The counts, a word that also stands in small letters counted as that, in capitals as the name it is."""
    merged = Counter[str]()
    for word, count in words.items():
        small, title = word.lower(), word.capitalize()
        merged[small if small in words else title if word.isupper() and title in words else word] += count
    return merged


def _sentences(spoken: Iterable[Utterance], words: set[str]) -> dict[str, str]:
    """A short sentence for each of the words."""
    found: dict[str, str] = {}
    for utterance in spoken:
        here = words.difference(found).intersection(_words(utterance.spoken))
        for sentence in sentences_of(utterance.spoken) if here else ():
            if len(sentence) <= MOST_CHARACTERS:
                found.update((word, sentence) for word in here.intersection(_words(sentence)))
    return found


def story_words(story: StorySettings) -> tuple[ToldStory, tuple[WordRow, ...]]:
    """A story, and those of its words that the default voice has to guess or that are said by a lexicon."""
    from audiobook.engines.hibari import readings

    told = told_story(story)
    told = replace(told, script=normalize_for(told.script, needs_of(engine_named(DEFAULT_ENGINE))))
    return told, word_rows(told.script, told.lexicon, readings)


# After a word, and after the sentence that it is heard in, in milliseconds.
WORD_PAUSE, SENTENCE_PAUSE = 500, 1100


def word_cues(rows: Iterable[WordRow], lexicon: Lexicon, voice: Voice) -> tuple[Cue, ...]:
    """What is said to hear how words are said: each by itself, then in a sentence of the story."""
    cues: list[Cue] = []
    for row in rows:
        cues.append(Cue(Line(f"{row.word}.", voice), WORD_PAUSE))
        cues += [Cue(Line(row.sentence, voice), SENTENCE_PAUSE)] if row.sentence else []
    return as_said(tuple(cues), lexicon)
