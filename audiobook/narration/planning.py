"""Plans each chapter: which lines are said in which voice, with which pauses between them."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from audiobook.model import Cast, Chapter, Cue, Episode, Kind, Line, Script, Span, Utterance
from audiobook.narration.pauses import PAUSES, Pauses
from audiobook.pronunciation import NO_LEXICON, Lexicon, pronounced_in
from audiobook.prose import sentences_of

# Said before and after a note that is read aloud, so that nobody takes it for the story.
NOTE_BEGINS = "Author's note."
NOTE_ENDS = "End of note."


@dataclass(frozen=True, slots=True)
class _Piece:
    """Something to say in one go, and the least pauses before and after it, in milliseconds."""

    text: str
    before: int
    after: int


def planned_episodes(
    script: Script, cast: Cast, speak_notes: bool, wanted: Iterable[int] | None = None, pauses: Pauses = PAUSES,
    lexicon: Lexicon = NO_LEXICON,
) -> tuple[Episode, ...]:  # fmt: skip
    """An episode for each chapter that says something, or for those of them `wanted` by number.

    What is in the `lexicon` is said as it says.

    A track has its chapter's number; a chapter that is only a note leaves a gap, so that numbers stay when it goes.
    """
    keep = None if wanted is None else frozenset(wanted)
    by_chapter: dict[int, list[Utterance]] = {chapter.number: [] for chapter in script.chapters}
    for utterance in script.utterances:
        if utterance.chapter in by_chapter:
            by_chapter[utterance.chapter].append(utterance)
    episodes = (
        _episode(chapter, by_chapter[chapter.number], len(script.chapters), cast, speak_notes, pauses)
        for chapter in script.chapters
        if keep is None or chapter.number in keep
    )
    return tuple(_pronounced(episode, lexicon) for episode in episodes if episode.cues)


def _pronounced(episode: Episode, lexicon: Lexicon) -> Episode:
    """The episode, its lines with how the words of the lexicon in them are said."""
    return replace(episode, cues=tuple(_as_said(cue, lexicon) for cue in episode.cues))


def _as_said(cue: Cue, lexicon: Lexicon) -> Cue:
    pronounced = pronounced_in(cue.line.spoken, lexicon)
    return replace(cue, line=replace(cue.line, pronounced=pronounced)) if pronounced else cue


def _episode(
    chapter: Chapter, utterances: list[Utterance], tracks: int, cast: Cast, notes: bool, pauses: Pauses
) -> Episode:
    pieces = tuple(_pieces(_joined(utterances, notes), notes, pauses))
    cues = tuple(_cues(pieces, cast, pauses))
    return Episode(chapter.number, chapter.number, tracks, chapter.name, cues, _lyrics(utterances), lead=pauses.head)


TOLD = (Kind.NARRATION, Kind.SPEECH, Kind.THOUGHT)


def _joined(utterances: list[Utterance], speak_notes: bool) -> list[Utterance]:
    """The utterances, those that one voice says in one breath put together: a quotation and the tag beside it."""
    joined: list[Utterance] = []
    for utterance in utterances:
        before = joined[-1] if joined else None
        if utterance.skipped and not (speak_notes and utterance.kind is Kind.NOTE) and _inside(before, utterance):
            continue
        if before and _one_breath(before, utterance):
            gap = " " if utterance.span.start > before.span.end else ""
            span = Span(before.span.start, utterance.span.end)
            spoken = f"{before.spoken}{gap}{utterance.spoken}".strip()
            joined[-1] = replace(before, kind=Kind.NARRATION, span=span, spoken=spoken)
        else:
            joined.append(utterance)
    return joined


def _inside(before: Utterance | None, utterance: Utterance) -> bool:
    """Whether something left out stands in the midst of a paragraph, which is told on as if it were not there."""
    return before is not None and before.kind in TOLD and before.paragraph == utterance.paragraph


def _one_breath(one: Utterance, other: Utterance) -> bool:
    told = one.kind in TOLD and other.kind in TOLD and one.skipped is None and other.skipped is None
    return told and one.paragraph == other.paragraph


def _pieces(utterances: list[Utterance], speak_notes: bool, pauses: Pauses) -> Iterator[_Piece]:
    in_note = False
    waiting = 0
    paragraph = 0
    for utterance in utterances:
        note = speak_notes and utterance.kind is Kind.NOTE and _is_note_text(utterance)
        if in_note and not note:
            yield _Piece(NOTE_ENDS, pauses.sentence, pauses.note)
        if note and not in_note:
            yield _Piece(NOTE_BEGINS, pauses.note, pauses.sentence)
        in_note = note
        if utterance.kind is Kind.BREAK:
            waiting = pauses.scene
        if not utterance.spoken or (utterance.skipped and not note):
            continue
        before = _pause_before(utterance, paragraph, pauses)
        after = pauses.heading if utterance.kind is Kind.HEADING else 0
        yield _Piece(utterance.spoken, max(waiting, before), after)
        paragraph, waiting = utterance.paragraph, 0
    if in_note:
        yield _Piece(NOTE_ENDS, pauses.sentence, pauses.note)


def _is_note_text(utterance: Utterance) -> bool:
    return bool(utterance.spoken) and utterance.skipped is not None and "label" not in utterance.skipped


def _pause_before(utterance: Utterance, paragraph_before: int, pauses: Pauses) -> int:
    if utterance.kind is Kind.HEADING:
        return pauses.heading
    return pauses.sentence if utterance.paragraph == paragraph_before else pauses.paragraph


def _cues(pieces: tuple[_Piece, ...], cast: Cast, pauses: Pauses) -> Iterator[Cue]:
    befores = ([piece.before for piece in pieces] + [pauses.tail])[1:]
    for piece, before_next in zip(pieces, befores, strict=True):
        *first, last = sentences_of(piece.text)
        for sentence in first:
            yield Cue(Line(sentence, cast.narrator), _lively(sentence, pauses.sentence))
        yield Cue(Line(last, cast.narrator), _last_pause(last, max(piece.after, before_next), pauses))


def _last_pause(last: str, pause: int, pauses: Pauses) -> int:
    """The pause after the last sentence of a piece; longer ones than a paragraph's are kept as they are."""
    if pause > pauses.paragraph:
        return pause
    return _lively(last, pauses.interruption if BROKEN_OFF.search(last) else pause)


# A line that somebody cuts off; whoever does so does not wait.
BROKEN_OFF = re.compile(r"[—–][”’\"'»*_]*$")
# How far a pause strays to either side; gaps that are all alike sound like a machine's.
LIVELINESS = 0.14


def _lively(sentence: str, pause: int) -> int:
    """The pause made a little longer or shorter, always alike after the same sentence."""
    chance = zlib.crc32(sentence.encode()) % 1001 / 500 - 1
    return round(pause * (1 + LIVELINESS * chance))


def _lyrics(utterances: list[Utterance]) -> str:
    """The chapter's text as written, paragraph by paragraph, scene breaks as stars."""
    told: list[str] = []
    paragraph = 0
    for utterance in utterances:
        if utterance.kind is Kind.BREAK:
            told.append("* * *")
        elif utterance.kind in TOLD and utterance.skipped is None:
            joined = utterance.paragraph == paragraph and told
            told[-1:] = [f"{told[-1]} {utterance.text}"] if joined else [*told[-1:], utterance.text]
            paragraph = utterance.paragraph
    return "\n\n".join(told)


# Seconds of sound for a character of text at speed 1, measured on the sample story with the default voice.
SECONDS_PER_CHARACTER = 0.0537


def estimated_seconds(episode: Episode) -> float:
    """About how long an episode will be, before it is made."""
    spoken = sum(len(cue.line.spoken) / cue.line.voice.pace for cue in episode.cues) * SECONDS_PER_CHARACTER
    return spoken + (episode.lead + sum(cue.pause for cue in episode.cues)) / 1000
