"""Plans each chapter: which utterances are spoken in which voice, with which pauses between them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from audiobook.engines.registry import create_engine
from audiobook.model import MESSAGE_TIME, SPEAKER_NAME, Cast, Chapter, Cue, Episode, Kind, Script, Segment, Span, Voice
from audiobook.model.pauses import DEFAULT_PAUSES, Pauses
from audiobook.narration.accents import find_accents
from audiobook.narration.delivery import choose_delivery
from audiobook.narration.line_takes import LineTakes, PlannedCue, find_delivery, overlap, remove_expression
from audiobook.narration.locate_takes import LocatedTake
from audiobook.narration.normalization import voice_of
from audiobook.narration.passages import NOT_SHOWN, DisplayText, collect_notes
from audiobook.narration.pronunciations import apply_pronunciations
from audiobook.narration.prosody import STORY_KINDS, express_cues, vary_pauses
from audiobook.narration.stress import StressedWord, find_stressed_words
from audiobook.narration.utterances import split_utterances, strip_forum_tags
from audiobook.narration.voiced_passages import VoicedPassage, merge_passages
from audiobook.synthesis.clip_checks import usual_seconds
from audiobook.text.pronunciation.lexicon import EMPTY_LEXICON, Lexicon

# Spoken before and after a note that is read aloud, so that it isn't taken for the story.
NOTE_OPENING = "Author's note."
NOTE_CLOSING = "End of note."
# Between a speaker's name and the quotation there are at most a stage direction and a time.
MAX_SEGMENTS_AFTER_NAME = 6
# The end of a sentence, whatever marks close it.
SENTENCE_END = re.compile(r"[.!?…][”’\"'»*_)\]]*\s*$")
# The end of a line that another speaker cuts off. There is hardly a pause: whoever interrupts doesn't wait.
INTERRUPTION = re.compile(r"[—–][”’\"'»*_]*$")


@dataclass(frozen=True, slots=True)
class _PacedPassage:
    """A passage and the minimum pauses before and after it, in milliseconds."""

    text: str
    voice: Voice
    pause_before: int
    pause_after: int
    stressed_words: tuple[StressedWord, ...] = ()
    span: Span | None = None
    paragraph: int = 0
    opens_scene: bool = False
    is_flat: bool = False


@dataclass(frozen=True, slots=True)
class NarrationOptions:
    """How a script is narrated: whether notes are spoken, whether lines are spoken without expression (`flat`), the
    pauses, the lexicon, and what is set for single lines (`takes`).

    `speak_unvoiced_names` makes the narrator read a speaker label if the line itself has no voice of its own, because
    then only the name says whose line it is.
    """

    speak_notes: bool = False
    flat: bool = False
    pauses: Pauses = DEFAULT_PAUSES
    lexicon: Lexicon = EMPTY_LEXICON
    speak_unvoiced_names: bool = True
    takes: tuple[LocatedTake, ...] = ()


DEFAULT_OPTIONS = NarrationOptions()


def plan_episodes(
    script: Script,
    cast: Cast,
    options: NarrationOptions = DEFAULT_OPTIONS,
    chapter_numbers: Iterable[int] | None = None,
) -> tuple[Episode, ...]:
    """An episode for each chapter with something to speak, or only for those in `chapter_numbers`.

    A track has its chapter's number. A chapter that is only a note leaves a gap, so that other numbers don't depend on
    it.
    """
    selected = None if chapter_numbers is None else frozenset(chapter_numbers)
    by_chapter: dict[int, list[Segment]] = {chapter.number: [] for chapter in script.chapters}
    for segment in strip_forum_tags(script.segments):
        if segment.chapter in by_chapter:
            by_chapter[segment.chapter].append(segment)
    episodes = (
        _plan_episode(chapter, by_chapter[chapter.number], len(script.chapters), cast, options)
        for chapter in script.chapters
        if selected is None or chapter.number in selected
    )
    return tuple(
        replace(episode, cues=apply_pronunciations(episode.cues, options.lexicon))
        for episode in episodes
        if episode.cues
    )


def plan_cues_in(
    script: Script, cast: Cast, options: NarrationOptions, chapter: int, part: Span, take: int = 0
) -> tuple[Cue, ...]:
    """The cues of the sentences that are at least partly in a part of the source, in the chapter of that number.

    They are exactly those of the chapter's episode in that take; () if nothing is spoken there.
    """
    found = next((one for one in script.chapters if one.number == chapter), None)
    planned, _ = _plan_cues(strip_forum_tags(script.chapter_segments(chapter)), found, cast, options)
    cues = tuple(one.cue for one in planned if one.source and overlap(one.source, part))
    return tuple(cue.with_take(take) for cue in apply_pronunciations(cues, options.lexicon))


def _plan_episode(
    chapter: Chapter, segments: list[Segment], tracks: int, cast: Cast, options: NarrationOptions
) -> Episode:
    planned, lead = _plan_cues(segments, chapter, cast, options)
    cues, notes = tuple(one.cue for one in planned), collect_notes(chapter, segments)
    lyrics = _build_lyrics(segments)
    return Episode(
        chapter.number, chapter.number, tracks, chapter.display_name, cues, lyrics, lead_ms=lead, notes=notes
    )


def _build_passages(
    segments: list[Segment], takes: LineTakes, cast: Cast, options: NarrationOptions
) -> Iterator[VoicedPassage]:
    """The spoken parts of a chapter and its scene breaks, each with its voice."""
    for index, segment in enumerate(segments):
        if segment.kind is not Kind.BREAK and not _is_read(segments, index, cast, options):
            continue
        voice = _choose_voice(segments, index, cast, options)
        for part in takes.split_segment(segment):
            own_voice = find_delivery(part.delivery).apply_to(voice_of(segment, cast)) if part.delivery else voice
            has_stress = not (options.flat or part.is_flat) and create_engine(own_voice.engine).takes_phonemes
            yield VoicedPassage(
                segment.kind,
                segment.paragraph,
                part.spoken,
                part.span,
                own_voice,
                segment.speaker,
                _is_spoken_note(segment, options),
                find_stressed_words(part.span.of(segment.source_text)) if has_stress else (),
                part.is_flat,
            )


def find_read_spans(segments: Sequence[Segment], cast: Cast, options: NarrationOptions) -> frozenset[Span]:
    """The spans of those segments of a chapter that are read aloud."""
    return frozenset(segment.span for index, segment in enumerate(segments) if _is_read(segments, index, cast, options))


def _is_read(segments: Sequence[Segment], index: int, cast: Cast, options: NarrationOptions) -> bool:
    segment = segments[index]
    is_read = not segment.skipped or _is_spoken_note(segment, options)
    return bool(segment.spoken) and (is_read or _should_speak_name(segments, index, cast, options))


def find_spoken_names(script: Script, cast: Cast, options: NarrationOptions) -> frozenset[Span]:
    """The spans of speaker labels that are read although the script skips them."""
    segments = script.segments
    return frozenset(
        segment.span for index, segment in enumerate(segments) if _should_speak_name(segments, index, cast, options)
    )


def _should_speak_name(segments: Sequence[Segment], index: int, cast: Cast, options: NarrationOptions) -> bool:
    """Whether a speaker label is read because the narrator has to read the line."""
    if not options.speak_unvoiced_names or segments[index].skipped != SPEAKER_NAME:
        return False
    following = segments[index + 1 : index + 1 + MAX_SEGMENTS_AFTER_NAME]
    quotation = next((segment for segment in following if segment.kind is Kind.SPEECH), None)
    return quotation is None or cast.voice_of(quotation.speaker) == cast.narrator


def _choose_voice(segments: list[Segment], index: int, cast: Cast, options: NarrationOptions) -> Voice:
    """The voice of a segment; lines that the narrator reads for a character are read, not acted."""
    segment = segments[index]
    voice = voice_of(segment, cast)
    if not segment.kind.is_speech or options.flat or voice == cast.narrator:
        return voice
    before, after = (_adjacent_narration(segments, index, step) for step in (-1, 1))
    return choose_delivery(segment.kind, segment.text, before, after).apply_to(voice)


def _adjacent_narration(segments: list[Segment], index: int, step: int) -> str:
    """The narration right before or after a segment in its paragraph, "" if there is none."""
    neighbor_index = index + step
    if not 0 <= neighbor_index < len(segments):
        return ""
    neighbor = segments[neighbor_index]
    return neighbor.text if neighbor.kind is Kind.NARRATION and neighbor.paragraph == segments[index].paragraph else ""


def _pace_passages(passages: list[VoicedPassage], cast: Cast, pauses: Pauses) -> Iterator[_PacedPassage]:
    pending_pause = 0
    previous: VoicedPassage | None = None
    for passage in _announce_notes(passages, cast):
        if passage.kind is Kind.BREAK:
            pending_pause = pauses.scene
            continue
        pause_after = pauses.heading if passage.kind is Kind.HEADING else 0
        pause_before = max(pending_pause, _pause_between(previous, passage, pauses))
        # Announcements are not in the text.
        span = None if passage.spoken in (NOTE_OPENING, NOTE_CLOSING) and passage.kind is Kind.NOTE else passage.span
        yield _PacedPassage(
            passage.spoken,
            passage.voice,
            pause_before,
            pause_after,
            passage.stressed_words,
            span,
            passage.paragraph,
            pending_pause > 0,
            passage.is_flat,
        )
        previous, pending_pause = passage, 0


def _announce_notes(passages: list[VoicedPassage], cast: Cast) -> Iterator[VoicedPassage]:
    """The passages, with the narrator's announcements around notes that are read aloud."""
    in_note = False
    for passage in passages:
        if passage.is_note is not in_note:
            yield _build_announcement(NOTE_OPENING if passage.is_note else NOTE_CLOSING, passage, cast)
        in_note = passage.is_note
        yield passage
    if in_note:
        yield _build_announcement(NOTE_CLOSING, passages[-1], cast)


def _build_announcement(text: str, neighbor: VoicedPassage, cast: Cast) -> VoicedPassage:
    return VoicedPassage(
        Kind.NOTE, neighbor.paragraph, text, neighbor.span, cast.narrator, is_note=text == NOTE_CLOSING
    )


def _is_spoken_note(segment: Segment, options: NarrationOptions) -> bool:
    is_note_text = bool(segment.spoken) and segment.skipped is not None and "label" not in segment.skipped
    return options.speak_notes and segment.kind is Kind.NOTE and is_note_text


def _pause_between(previous: VoicedPassage | None, passage: VoicedPassage, pauses: Pauses) -> int:
    """The minimum pause between two passages, in milliseconds."""
    if passage.kind is Kind.HEADING:
        return pauses.heading
    if previous is None:
        return pauses.paragraph
    if passage.is_note is not previous.is_note:
        return pauses.note
    if passage.spoken == NOTE_CLOSING or previous.spoken == NOTE_OPENING:
        return pauses.sentence
    if passage.paragraph == previous.paragraph:
        return _pause_within(previous, passage, pauses)
    return pauses.speaker if _is_reply(previous, passage) else pauses.paragraph


def _pause_within(previous: VoicedPassage, passage: VoicedPassage, pauses: Pauses) -> int:
    """The pause within a paragraph: after a dash, between a quotation and narration, or after a whole sentence."""
    if INTERRUPTION.search(previous.spoken):
        return pauses.clause
    return pauses.sentence if SENTENCE_END.search(previous.spoken) and _starts_sentence(passage.spoken) else pauses.tag


def _starts_sentence(text: str) -> bool:
    """Whether a sentence begins here rather than continues."""
    first = next((character for character in text if character.isalnum()), "")
    return not first.islower()


def _is_reply(previous: VoicedPassage, passage: VoicedPassage) -> bool:
    """Whether another character answers."""
    return previous.kind.is_speech and passage.kind.is_speech and previous.speaker != passage.speaker


def _plan_cues(
    segments: list[Segment], chapter: Chapter | None, cast: Cast, options: NarrationOptions
) -> tuple[list[PlannedCue], int]:
    """The cues of a chapter with what is set for them by hand, and the pause before the first one in milliseconds."""
    number = chapter.number if chapter else 0
    takes = LineTakes([one for one in options.takes if one.chapter == number], segments)
    passages = merge_passages(_build_passages(segments, takes, cast, options))
    paced_passages = tuple(_pace_passages(passages, cast, options.pauses))
    planned = list(_build_cues(paced_passages, options, DisplayText(segments, chapter)))
    cues = tuple(one.cue for one in planned)
    cues = vary_pauses(cues if options.flat else express_cues(cues), options.pauses)
    finished = (remove_expression(cue) if one.is_flat else cue for one, cue in zip(planned, cues, strict=True))
    planned = [replace(one, cue=cue) for one, cue in zip(planned, finished, strict=True)]
    return takes.apply_to_cues(planned, options.pauses.head)


def _build_cues(
    passages: tuple[_PacedPassage, ...], options: NarrationOptions, display_text: DisplayText
) -> Iterator[PlannedCue]:
    pauses = options.pauses
    next_pauses = ([passage.pause_before for passage in passages] + [pauses.tail])[1:]
    for passage, next_pause in zip(passages, next_pauses, strict=True):
        utterances = split_utterances(passage.text, passage.voice, passage.stressed_words)
        sentences = tuple(utterance.spoken for utterance in utterances)
        shown = display_text.show(sentences, passage.span) if passage.span else [NOT_SHOWN] * len(sentences)
        final_pause = max(passage.pause_after, next_pause)
        if final_pause <= pauses.paragraph and INTERRUPTION.search(sentences[-1]):
            final_pause = min(final_pause, pauses.interruption)
        cue_pauses = [*[pauses.sentence] * (len(utterances) - 1), final_pause]
        for number, (utterance, pause) in enumerate(zip(utterances, cue_pauses, strict=True)):
            accents = () if options.flat else find_accents(shown[number].written, utterance.spoken)
            accented = replace(utterance, accents=accents)
            opens_scene = passage.opens_scene and number == 0
            cue = Cue(accented, pause, shown[number].runs, passage.paragraph, opens_scene)
            yield PlannedCue(cue, shown[number].span, passage.is_flat)


def _build_lyrics(segments: list[Segment]) -> str:
    """The chapter's text as written, paragraph by paragraph, with scene breaks as asterisks."""
    paragraphs: list[list[str]] = []
    paragraph = 0
    for segment in segments:
        if segment.kind is Kind.BREAK:
            paragraphs.append(["* * *"])
        elif segment.kind in STORY_KINDS and segment.skipped in (None, SPEAKER_NAME, MESSAGE_TIME):
            if segment.paragraph != paragraph or not paragraphs:
                paragraphs.append([])
            paragraphs[-1].append(segment.text)
            paragraph = segment.paragraph
    return "\n\n".join(" ".join(texts) for texts in paragraphs)


def estimate_seconds(episode: Episode) -> float:
    """The estimated length of an episode in seconds, before it is synthesized."""
    spoken = sum(usual_seconds(cue.utterance) for cue in episode.cues)
    return spoken + (episode.lead_ms + sum(cue.pause_ms for cue in episode.cues)) / 1000
