"""Plans each chapter: which lines are said in which voice, with which pauses between them."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from audiobook.engines.protocol import takes_phonemes
from audiobook.engines.registry import engine_named
from audiobook.model import (
    MESSAGE_TIME,
    SPEAKER_NAME,
    Cast,
    Chapter,
    Cue,
    Episode,
    Kind,
    Script,
    Span,
    Utterance,
    Voice,
)
from audiobook.model.pauses import PAUSES, Pauses
from audiobook.narration.delivery import delivery_of
from audiobook.narration.lines import hide_tags, lines_of
from audiobook.narration.normalization import voice_of
from audiobook.narration.passages import Shown, notes_of
from audiobook.narration.pronunciations import as_said
from audiobook.narration.stress import Occurrences, Stress, stressed_in
from audiobook.synthesis.clip_checks import usual_seconds
from audiobook.text.pronunciation.lexicon import NO_LEXICON, Lexicon

# Said before and after a note that is read aloud, so that nobody takes it for the story.
NOTE_BEGINS = "Author's note."
NOTE_ENDS = "End of note."


@dataclass(frozen=True, slots=True)
class _Part:
    """What one voice says in one breath: of a paragraph, or of a part of it."""

    kind: Kind
    paragraph: int
    spoken: str
    span: Span
    voice: Voice
    speaker: str | None = None
    note: bool = False
    stressed: tuple[Stress, ...] = ()


@dataclass(frozen=True, slots=True)
class _Piece:
    """Something to say in one go, and the least pauses before and after it, in milliseconds."""

    text: str
    voice: Voice
    before: int
    after: int
    stressed: tuple[Stress, ...] = ()
    span: Span | None = None
    paragraph: int = 0
    opens_scene: bool = False


@dataclass(frozen=True, slots=True)
class Manner:
    """How a script is told: with notes or not, with deliveries or flat, how long is paused, how words are said.

    `name_unheard` has the name at a line's head read where the narrator reads the line: no voice tells whose it is.
    """

    speak_notes: bool = False
    flat: bool = False
    pauses: Pauses = PAUSES
    lexicon: Lexicon = NO_LEXICON
    name_unheard: bool = True


PLAIN_MANNER = Manner()


def planned_episodes(
    script: Script, cast: Cast, manner: Manner = PLAIN_MANNER, wanted: Iterable[int] | None = None
) -> tuple[Episode, ...]:
    """An episode for each chapter that says something, or for those of them `wanted` by number.

    A track has its chapter's number; a chapter that is only a note leaves a gap, so that numbers stay when it goes.
    """
    keep = None if wanted is None else frozenset(wanted)
    by_chapter: dict[int, list[Utterance]] = {chapter.number: [] for chapter in script.chapters}
    for utterance in hide_tags(script.utterances):
        if utterance.chapter in by_chapter:
            by_chapter[utterance.chapter].append(utterance)
    episodes = (
        _episode(chapter, by_chapter[chapter.number], len(script.chapters), cast, manner)
        for chapter in script.chapters
        if keep is None or chapter.number in keep
    )
    return tuple(replace(one, cues=as_said(one.cues, manner.lexicon)) for one in episodes if one.cues)


def cues_at(script: Script, cast: Cast, manner: Manner, place: tuple[int, int, int], take: int = 0) -> tuple[Cue, ...]:
    """The cues of a paragraph (chapter, paragraph), or of what is said with its n-th quotation (0 for all of it).

    They are just those that the chapter's episode has of it in that take; () where nothing is said there.
    """
    number, paragraph, which = place
    chapter = next((one for one in script.chapters if one.number == number), None)
    utterances = hide_tags(script.of_chapter(number))
    said = [one for one in utterances if one.paragraph == paragraph and one.kind in SAID]
    within = said[which - 1 : which] if which else [one for one in utterances if one.paragraph == paragraph]
    parts = [
        part
        for part in _joined(_parts(utterances, cast, manner))
        if part.kind is not Kind.BREAK and any(_overlap(part.span, one.span) for one in within)
    ]
    pieces = tuple(_pieces(parts, cast, manner.pauses))
    cues = as_said(tuple(_cues(pieces, manner.pauses, Shown(utterances, chapter))), manner.lexicon)
    return tuple(replace(cue, line=replace(cue.line, take=take)) for cue in cues)


def _overlap(one: Span, other: Span) -> bool:
    return one.start < other.end and other.start < one.end


def _episode(chapter: Chapter, utterances: list[Utterance], tracks: int, cast: Cast, manner: Manner) -> Episode:
    parts = _joined(_parts(utterances, cast, manner))
    pieces = tuple(_pieces(parts, cast, manner.pauses))
    cues = tuple(_cues(pieces, manner.pauses, Shown(utterances, chapter)))
    lead, notes = manner.pauses.head, notes_of(chapter, utterances)
    lyrics = _lyrics(utterances)
    return Episode(chapter.number, chapter.number, tracks, chapter.name, cues, lyrics, lead=lead, notes=notes)


TOLD = (Kind.NARRATION, Kind.SPEECH, Kind.THOUGHT)


def _parts(utterances: list[Utterance], cast: Cast, manner: Manner) -> Iterator[_Part]:
    """What is heard of a chapter, and its scene breaks, each with its voice."""
    for place, one in enumerate(utterances):
        note = manner.speak_notes and one.kind is Kind.NOTE and _is_note_text(one)
        named = _is_name_read(utterances, place, cast, manner)
        if one.kind is not Kind.BREAK and (not one.spoken or (one.skipped and not (note or named))):
            continue
        voice = _voice(utterances, place, cast, manner)
        stressed = () if manner.flat or not takes_phonemes(engine_named(voice.engine)) else stressed_in(one.text)
        yield _Part(one.kind, one.paragraph, one.spoken, one.span, voice, one.speaker, note, stressed)


# Between a name and what is said stand at most a direction and a time.
NAME_BEFORE_WORDS = 6


def names_read(script: Script, cast: Cast, manner: Manner) -> frozenset[Span]:
    """Where the names stand that are read although the script leaves them out."""
    every = script.utterances
    return frozenset(one.span for place, one in enumerate(every) if _is_name_read(every, place, cast, manner))


def _is_name_read(utterances: Sequence[Utterance], place: int, cast: Cast, manner: Manner) -> bool:
    """Whether a name at a line's head is read because the narrator has to say the line."""
    if not manner.name_unheard or utterances[place].skipped != SPEAKER_NAME:
        return False
    following = utterances[place + 1 : place + 1 + NAME_BEFORE_WORDS]
    said = next((one for one in following if one.kind is Kind.SPEECH), None)
    return said is None or cast.voice_of(said.speaker) == cast.narrator


def _voice(utterances: list[Utterance], place: int, cast: Cast, manner: Manner) -> Voice:
    """The voice of an utterance; what the narrator says for somebody is read, not acted."""
    one = utterances[place]
    voice = voice_of(one, cast)
    if one.kind not in (Kind.SPEECH, Kind.THOUGHT) or manner.flat or voice == cast.narrator:
        return voice
    before, after = (_beside(utterances, place, step) for step in (-1, 1))
    return delivery_of(one.kind, one.text, before, after).of(voice)


def _beside(utterances: list[Utterance], place: int, step: int) -> str:
    """What is told next to an utterance in its paragraph, "" where that is no narration."""
    beside = place + step
    if not 0 <= beside < len(utterances):
        return ""
    other = utterances[beside]
    return other.text if other.kind is Kind.NARRATION and other.paragraph == utterances[place].paragraph else ""


def _joined(parts: Iterable[_Part]) -> list[_Part]:
    """The parts, those of one paragraph that follow each other in one voice put together."""
    breaths: list[list[_Part]] = []
    for part in parts:
        if breaths and _one_breath(breaths[-1][0], part):
            breaths[-1].append(part)
        else:
            breaths.append([part])
    return [_as_one(breath) for breath in breaths]


def _as_one(parts: list[_Part]) -> _Part:
    first, last = parts[0], parts[-1]
    if first is last:
        return first
    texts, ends = [first.spoken], [len(first.spoken)]
    for before, part in pairwise(parts):
        gap = " " if part.span.start > before.span.end and ends[-1] and part.spoken else ""
        texts.append(f"{gap}{part.spoken}")
        ends.append(ends[-1] + len(texts[-1]))
    spoken = "".join(texts)
    span = Span(first.span.start, last.span.end)
    return replace(first, spoken=spoken.strip(), span=span, stressed=tuple(_stressed_in_all(parts, spoken, ends)))


def _stressed_in_all(parts: list[_Part], spoken: str, ends: list[int]) -> Iterator[Stress]:
    """The stressed words of parts that are put together to what is `spoken`, in which each ends at one of `ends`."""
    yield from parts[0].stressed
    if not any(part.stressed for part in parts[1:]):
        return
    occurrences = Occurrences(spoken)
    for part, end in zip(parts[1:], ends, strict=False):
        for word, place in part.stressed:
            yield word, place + occurrences.before(word, end)


def _one_breath(one: _Part, other: _Part) -> bool:
    """Whether two parts are said in one go: by one voice, or where the second is nothing but marks."""
    if one.kind not in TOLD or other.kind not in TOLD or one.paragraph != other.paragraph:
        return False
    return one.voice == other.voice or not any(sign.isalnum() for sign in other.spoken)


def _pieces(parts: list[_Part], cast: Cast, pauses: Pauses) -> Iterator[_Piece]:
    waiting = 0
    before: _Part | None = None
    for part in _announced(parts, cast):
        if part.kind is Kind.BREAK:
            waiting = pauses.scene
            continue
        after = pauses.heading if part.kind is Kind.HEADING else 0
        pause = max(waiting, _pause_between(before, part, pauses))
        # Words that are only announced stand nowhere in the text.
        span = None if part.spoken in (NOTE_BEGINS, NOTE_ENDS) and part.kind is Kind.NOTE else part.span
        yield _Piece(part.spoken, part.voice, pause, after, part.stressed, span, part.paragraph, waiting > 0)
        before, waiting = part, 0


def _announced(parts: list[_Part], cast: Cast) -> Iterator[_Part]:
    """The parts, with words of the narrator's around the notes that are read aloud."""
    in_note = False
    for part in parts:
        if part.note is not in_note:
            yield _announcement(NOTE_BEGINS if part.note else NOTE_ENDS, part, cast)
        in_note = part.note
        yield part
    if in_note:
        yield _announcement(NOTE_ENDS, parts[-1], cast)


def _announcement(text: str, beside: _Part, cast: Cast) -> _Part:
    return _Part(Kind.NOTE, beside.paragraph, text, beside.span, cast.narrator, note=text == NOTE_ENDS)


def _is_note_text(utterance: Utterance) -> bool:
    return bool(utterance.spoken) and utterance.skipped is not None and "label" not in utterance.skipped


def _pause_between(before: _Part | None, part: _Part, pauses: Pauses) -> int:
    """The least pause between two parts, by what they are."""
    if part.kind is Kind.HEADING:
        return pauses.heading
    if before is None:
        return pauses.paragraph
    if part.note is not before.note:
        return pauses.note
    if part.spoken == NOTE_ENDS or before.spoken == NOTE_BEGINS:
        return pauses.sentence
    if part.paragraph == before.paragraph:
        return _pause_within(before, part, pauses)
    return pauses.speaker if _answers(before, part) else pauses.paragraph


def _pause_within(before: _Part, part: _Part, pauses: Pauses) -> int:
    """Within a paragraph: after a dash, between a quotation and what is told beside it, or after a whole sentence."""
    if BROKEN_OFF.search(before.spoken):
        return pauses.clause
    return pauses.sentence if WHOLE.search(before.spoken) and _begins(part.spoken) else pauses.tag


def _begins(text: str) -> bool:
    """Whether a sentence begins here, rather than goes on."""
    first = next((sign for sign in text if sign.isalnum()), "")
    return not first.islower()


def _answers(before: _Part, part: _Part) -> bool:
    """Whether somebody takes up what somebody else has said."""
    both = before.kind in SAID and part.kind in SAID
    return both and before.speaker != part.speaker


SAID = (Kind.SPEECH, Kind.THOUGHT)


def _cues(pieces: tuple[_Piece, ...], pauses: Pauses, shown: Shown) -> Iterator[Cue]:
    befores = ([piece.before for piece in pieces] + [pauses.tail])[1:]
    for piece, before_next in zip(pieces, befores, strict=True):
        lines = lines_of(piece.text, piece.voice, piece.stressed)
        sentences = tuple(line.spoken for line in lines)
        runs = shown.beside(sentences, piece.span) if piece.span else [()] * len(sentences)
        for number, line in enumerate(lines[:-1]):
            pause = _lively(line.spoken, pauses.sentence)
            yield Cue(line, pause, runs[number], piece.paragraph, piece.opens_scene and not number)
        pause = _last_pause(sentences[-1], max(piece.after, before_next), pauses)
        yield Cue(lines[-1], pause, runs[-1], piece.paragraph, piece.opens_scene and len(lines) == 1)


def _last_pause(last: str, pause: int, pauses: Pauses) -> int:
    """The pause after the last sentence of a piece; longer ones than a paragraph's are kept as they are."""
    if pause > pauses.paragraph:
        return pause
    return _lively(last, min(pause, pauses.interruption) if BROKEN_OFF.search(last) else pause)


# A line that somebody cuts off; whoever does so does not wait.
# A sentence ends here, whatever marks close it.
WHOLE = re.compile(r"[.!?…][”’\"'»*_)\]]*\s*$")
BROKEN_OFF = re.compile(r"[—–][”’\"'»*_]*$")
# How far a pause strays to either side; gaps that are all alike sound like a machine's.
LIVELINESS = 0.14


def _lively(sentence: str, pause: int) -> int:
    """The pause made a little longer or shorter, always alike after the same sentence."""
    chance = zlib.crc32(sentence.encode()) % 1001 / 500 - 1
    return round(pause * (1 + LIVELINESS * chance))


def _lyrics(utterances: list[Utterance]) -> str:
    """The chapter's text as written, paragraph by paragraph, scene breaks as stars."""
    told: list[list[str]] = []
    paragraph = 0
    for utterance in utterances:
        if utterance.kind is Kind.BREAK:
            told.append(["* * *"])
        elif utterance.kind in TOLD and utterance.skipped in (None, SPEAKER_NAME, MESSAGE_TIME):
            if utterance.paragraph != paragraph or not told:
                told.append([])
            told[-1].append(utterance.text)
            paragraph = utterance.paragraph
    return "\n\n".join(" ".join(parts) for parts in told)


def estimated_seconds(episode: Episode) -> float:
    """About how long an episode will be, before it is made."""
    spoken = sum(usual_seconds(cue.line) for cue in episode.cues)
    return spoken + (episode.lead + sum(cue.pause for cue in episode.cues)) / 1000
