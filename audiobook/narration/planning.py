"""Plans each chapter: which lines are said in which voice, with which pauses between them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from audiobook.model import Cast, Chapter, Cue, Episode, Kind, Line, Script, Utterance
from audiobook.narration.pauses import PAUSES, Pauses
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
    script: Script, cast: Cast, speak_notes: bool, wanted: Iterable[int] | None = None, pauses: Pauses = PAUSES
) -> tuple[Episode, ...]:
    """An episode for each chapter of the script, or for those `wanted` by number; track numbers count all chapters."""
    keep = None if wanted is None else frozenset(wanted)
    by_chapter: dict[int, list[Utterance]] = {chapter.number: [] for chapter in script.chapters}
    for utterance in script.utterances:
        if utterance.chapter in by_chapter:
            by_chapter[utterance.chapter].append(utterance)
    return tuple(
        _episode(chapter, by_chapter[chapter.number], track, len(script.chapters), cast, speak_notes, pauses)
        for track, chapter in enumerate(script.chapters, start=1)
        if keep is None or chapter.number in keep
    )


def _episode(
    chapter: Chapter, utterances: list[Utterance], track: int, tracks: int, cast: Cast, notes: bool, pauses: Pauses
) -> Episode:
    pieces = tuple(_pieces(utterances, notes, pauses))
    cues = tuple(_cues(pieces, cast, pauses))
    return Episode(chapter.number, track, tracks, chapter.name, cues, _lyrics(utterances), lead=pauses.head)


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
    befores = [piece.before for piece in pieces[1:]] + [pauses.tail]
    for piece, before_next in zip(pieces, befores, strict=True):
        sentences = sentences_of(piece.text)
        for sentence in sentences[:-1]:
            yield Cue(Line(sentence, cast.narrator), pauses.sentence)
        yield Cue(Line(sentences[-1], cast.narrator), max(piece.after, before_next))


def _lyrics(utterances: list[Utterance]) -> str:
    """The chapter's text as written, paragraph by paragraph, scene breaks as stars."""
    told: list[str] = []
    paragraph = 0
    for utterance in utterances:
        if utterance.kind is Kind.BREAK:
            told.append("* * *")
        elif utterance.kind is Kind.NARRATION and utterance.skipped is None:
            joined = utterance.paragraph == paragraph and told
            told[-1:] = [f"{told[-1]} {utterance.text}"] if joined else [*told[-1:], utterance.text]
            paragraph = utterance.paragraph
    return "\n\n".join(told)
