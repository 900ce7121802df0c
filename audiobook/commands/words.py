"""Lists the words of a story that a voice does not know, and how each will be pronounced."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from audiobook.commands.script_position import format_position
from audiobook.engines.registry import create_engine
from audiobook.model import Cue, Script, Segment, Span, Utterance, Voice
from audiobook.narration.locate_takes import LocatedTake
from audiobook.narration.normalization import normalize_for
from audiobook.narration.pronunciations import apply_pronunciations
from audiobook.narration.said_words import SaidWord, SaidWords
from audiobook.pipeline import analyze_story
from audiobook.production.plan import AnalyzedStory
from audiobook.settings.settings import DEFAULT_ENGINE, DEFAULT_OUTPUT, StorySettings
from audiobook.text.normalization.sentences import split_sentences
from audiobook.text.pronunciation.lexicon import Lexicon, find_entries
from audiobook.text.pronunciation.lexicon_files import parse_pronunciation
from audiobook.text.pronunciation.values import HeteronymOverride, VoicePronunciation, is_phonemes

# A word with the capital that may stand before its apostrophe: "O'Brien"; of "she'll" the word alone, and no "don't".
WORD_PATTERN = re.compile(r"(?<![^\W_])(?<![^\W_]['’])(?:[A-Z]['’](?=[A-Z]))?[^\W\d_]{2,}+(?!['’]t(?![^\W_]))")
GUESS_ORIGIN = "guess"
# Where the pronunciation of a word comes from that has it in one line only; the line's position follows.
LINE_ORIGIN = "only in "
# Sample sentences are no longer than this.
MAX_SAMPLE_CHARACTERS = 110
# The pauses after a word, and after its sample sentence, in milliseconds.
WORD_PAUSE, SENTENCE_PAUSE = 500, 1100


@dataclass(frozen=True, slots=True)
class VocabularyEntry:
    """A word of a story: how often it occurs, its phonemes, where they come from, and a sentence that contains it.

    `place` is the position of that sentence's quotation or paragraph; `said` is what somebody has written for the word
    if it has its pronunciation only there.
    """

    word: str
    count: int
    phonemes: str
    origin: str
    sentence: str
    place: str = ""
    said: str = ""


PronunciationLookup = Callable[[Iterable[str]], Mapping[str, VoicePronunciation]]


def build_vocabulary(
    script: Script, lexicon: Lexicon, look_up: PronunciationLookup, takes: Sequence[LocatedTake] = ()
) -> tuple[VocabularyEntry, ...]:
    """The words that the voice has to guess and those that a lexicon has for it, the most frequent first.

    Those that `takes` pronounce at a single place are counted for that alone.
    """
    source = script.segments[0].source_text if script.segments else ""
    said = SaidWords(takes, source)
    spoken_segments = _list_spoken(script, said)
    lexicon_counts, other_counts = _count_words(spoken_segments, lexicon)
    given = (*(one for _, one, _ in lexicon_counts), *(word.pronunciation for word in said.words))
    voice_pronunciations = look_up((*other_counts, *(one for one in given if not is_phonemes(one))))
    rows = [
        (word, count, _resolve_phonemes(pronunciation, voice_pronunciations), origin)
        for (word, pronunciation, origin), count in lexicon_counts.items()
    ]
    rows += [
        (word, count, voice_pronunciations[word].phonemes, GUESS_ORIGIN)
        for word, count in other_counts.items()
        if not voice_pronunciations[word].is_known
    ]
    samples = _sample_sentences(spoken_segments, {word for word, *_ in rows})
    sentences = {word: (sentence, _place(segment, script)) for word, (sentence, segment) in samples.items()}
    entries = [VocabularyEntry(*row, *sentences.get(row[0], ("", ""))) for row in rows]
    for word in said.words:
        phonemes, place = _resolve_phonemes(word.pronunciation, voice_pronunciations), _place_of(word, script)
        line = " ".join(word.line.of(source).split())
        entries.append(VocabularyEntry(word.word, 1, phonemes, f"{LINE_ORIGIN}{place}", line, place, word.said))
    return tuple(sorted(entries, key=lambda entry: (-entry.count, entry.word.lower())))


def _list_spoken(script: Script, said: SaidWords) -> tuple[Segment, ...]:
    """The segments that are spoken, without the words that are said in a way of their own."""
    return tuple(
        replace(segment, spoken=_blank(segment.spoken, said.find_in(segment.spoken, segment.span)))
        for segment in script.segments
        if segment.skipped is None and segment.spoken
    )


def _blank(text: str, words: Iterable[tuple[Span, SaidWord]]) -> str:
    for span, _ in words:
        text = text[: span.start] + " " * (span.end - span.start) + text[span.end :]
    return text


def _place_of(word: SaidWord, script: Script) -> str:
    """The position of the quotation or the paragraph that has a word."""
    at = next(one for one in script.segments if one.span.start <= word.span.start < one.span.end)
    is_within = at.span.start <= word.line.start and word.line.end <= at.span.end
    return _place(at, script) if is_within else format_position((at.chapter, at.paragraph, 0))


def _place(at: Segment, script: Script) -> str:
    """The position of a quotation, or of the paragraph that other text is in."""
    spans = [
        one.span for one in script.chapter_segments(at.chapter) if one.paragraph == at.paragraph and one.kind.is_speech
    ]
    return format_position((at.chapter, at.paragraph, spans.index(at.span) + 1 if at.span in spans else 0))


def _resolve_phonemes(pronunciation: str, voice_pronunciations: Mapping[str, VoicePronunciation]) -> str:
    return pronunciation.strip("/") if is_phonemes(pronunciation) else voice_pronunciations[pronunciation].phonemes


def _count_words(segments: Iterable[Segment], lexicon: Lexicon) -> tuple[Counter[tuple[str, str, str]], Counter[str]]:
    """How often each entry of the lexicon occurs, and each other word."""
    lexicon_counts, other_counts = Counter[tuple[str, str, str]](), Counter[str]()
    names = {entry.word.lower(): entry.word for entry in lexicon.entries}
    for segment in segments:
        position = 0
        for match, entry, _ in find_entries(segment.spoken, lexicon):
            lexicon_counts[names[entry.word.lower()], entry.pronunciation, str(entry.origin)] += 1
            other_counts.update(_find_words(segment.spoken[position : match.start()]))
            position = match.end()
        other_counts.update(_find_words(segment.spoken[position:]))
    return lexicon_counts, _merge_case_variants(other_counts)


def _find_words(text: str) -> Iterator[str]:
    return (match.group() for match in WORD_PATTERN.finditer(text))


def _merge_case_variants(words: Counter[str]) -> Counter[str]:
    """The counts with the spellings of a word merged: lowercase if it occurs so, a name in capitals as a name."""
    merged = Counter[str]()
    for word, count in words.items():
        lowercase, capitalized = word.lower(), word.capitalize()
        merged[
            lowercase if lowercase in words else capitalized if word.isupper() and capitalized in words else word
        ] += count
    return merged


def _sample_sentences(segments: Iterable[Segment], words: set[str]) -> dict[str, tuple[str, Segment]]:
    """A short sentence with each of the words, and the segment that it is in."""
    sentence_by_word: dict[str, tuple[str, Segment]] = {}
    for segment in segments:
        missing_words = words.difference(sentence_by_word).intersection(_find_words(segment.spoken))
        for sentence in split_sentences(segment.spoken) if missing_words else ():
            if len(sentence) <= MAX_SAMPLE_CHARACTERS:
                found = missing_words.intersection(_find_words(sentence))
                sentence_by_word.update((word, (sentence, segment)) for word in found)
    return sentence_by_word


def list_story_words(
    story: StorySettings, output: Path = DEFAULT_OUTPUT
) -> tuple[AnalyzedStory, tuple[VocabularyEntry, ...]]:
    """Analyzes a story, and lists its words that the default voice has to guess or that a lexicon has."""
    from audiobook.engines.hibari import read_words

    analysis = analyze_story(story, output)
    analysis = replace(analysis, script=normalize_for(analysis.script, create_engine(DEFAULT_ENGINE).needs))
    return analysis, build_vocabulary(analysis.script, analysis.lexicon, read_words, analysis.takes.found)


def find_guessed_names(
    script: Script, lexicon: Lexicon, look_up: PronunciationLookup, takes: Sequence[LocatedTake] = ()
) -> tuple[str, ...]:
    """The names of a story that the voice does not know and no lexicon has, the most frequent first.

    A name is a word that always has a capital; other words are not looked up, which would take long. Where `takes`
    pronounce it at a single place, it isn't counted.
    """
    spoken_segments = _list_spoken(script, SaidWords(takes, script.segments[0].source_text if script.segments else ""))
    counts = {word: count for word, count in _count_words(spoken_segments, lexicon)[1].items() if word[0].isupper()}
    pronunciations = look_up(counts)
    guessed = (word for word in counts if not pronunciations[word].is_known)
    return tuple(sorted(guessed, key=lambda word: (-counts[word], word.lower())))


def build_word_cues(rows: Iterable[VocabularyEntry], lexicon: Lexicon, voice: Voice) -> tuple[Cue, ...]:
    """Cues to hear how words are pronounced: each on its own, then in a sentence of the story."""
    cues: list[Cue] = []
    for row in rows:
        own = (HeteronymOverride(row.word, 0, parse_pronunciation(row.said)),) if row.said else ()
        cues.append(Cue(Utterance(f"{row.word}.", voice, heteronyms=own), WORD_PAUSE))
        cues += [Cue(Utterance(row.sentence, voice), SENTENCE_PAUSE)] if row.sentence and not own else []
    return apply_pronunciations(tuple(cues), lexicon)
