"""Hears the lines of an album, several in one window, and doubtful ones again among their neighbours only."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from audiobook.hearing.evidence import collect_evidence
from audiobook.hearing.expected_sound import ExpectedSound, PhonemeReader
from audiobook.hearing.recognizer import HEARING_RATE, SpeechRecognizer
from audiobook.hearing.results import HeardClip
from audiobook.hearing.sound_statistics import measure_sound
from audiobook.hearing.voice_profiles import AlbumVoices, MeasuredClip
from audiobook.hearing.weighing import Verdict, weigh
from audiobook.hearing.windows import GAP_SECONDS, MAX_SECONDS, build_window, pack_clips
from audiobook.model import Clip, Utterance, Voice
from audiobook.model.sound import FULL_SCALE

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

# Marks that a recognizer does not write, and what it writes instead.
PLAIN_MARKS = str.maketrans({"“": "", "”": "", '"': "", "‘": "'", "’": "'", "—": ", ", "–": ", ", "…": "..."})


@dataclass(frozen=True, slots=True)
class KeyedUtterance:
    """A line to be heard: the key of its clip, its utterance, and the version of the clip's sound."""

    key: str
    utterance: Utterance
    version: str


@dataclass(frozen=True, slots=True)
class HearingReport:
    """What came of hearing: each clip and the verdict on it, by key, and the cost.

    `new_seconds` is the length of the clips that were heard in this run, `work_seconds` the processor time it took.
    """

    clips: Mapping[str, HeardClip]
    verdicts: Mapping[str, Verdict]
    new_seconds: float = 0.0
    work_seconds: float = 0.0


_Sound = tuple[KeyedUtterance, "NDArray[np.float32]"]
# Called with the number of clips that were heard so far, and the number of all clips that are to be heard.
HearingProgress = Callable[[int, int], None]


# Speaks a few sentences in a voice.
Audition = Callable[[Voice], Iterable[tuple[Utterance, Clip]]]


class ClipHearer:
    """Hears lines with a recognizer; `read_clip` gets the clip of a key, None where there is none.

    `speak_audition` lets a voice be heard that says little in the album.
    """

    def __init__(
        self,
        recognizer: SpeechRecognizer,
        read_clip: Callable[[str], Clip | None],
        speak_audition: Audition = lambda _: (),
    ) -> None:
        self.recognizer = recognizer
        self._read_clip = read_clip
        self._speak_audition = cache(lambda voice: self._measure_audition(speak_audition(voice)))
        self._reader = PhonemeReader()
        self._expected: dict[str, ExpectedSound] = {}

    def hear(
        self, lines: Sequence[KeyedUtterance], known: Mapping[str, HeardClip], report_progress: HearingProgress
    ) -> HearingReport:
        """Hears the lines of an album, in order, except those that are `known` already; judges all of them."""
        started = time.process_time()
        distinct = list({line.key: line for line in lines}.values())
        clips = {line.key: known[line.key] for line in distinct if _is_known(line, known)}
        new_lines = [line for line in distinct if line.key not in clips]
        new_clips: dict[str, HeardClip] = {}
        for heard in self._hear_new(new_lines):
            new_clips |= heard
            report_progress(len(new_clips), len(new_lines))
        clips |= new_clips
        for is_alone in (False, True):
            doubtful = {key for key in new_clips if clips[key].words.is_doubtful}
            clips |= self._hear_again(distinct, clips, doubtful, is_alone)
        seconds = sum(clip.sound.seconds for clip in new_clips.values())
        return HearingReport(clips, self.judge(distinct, clips), seconds, time.process_time() - started)

    def judge(self, lines: Iterable[KeyedUtterance], clips: Mapping[str, HeardClip]) -> dict[str, Verdict]:
        """The verdict on each line that was heard, beside all the others of its voice."""
        heard_lines = [line for line in lines if line.key in clips]
        voices = self.learn_voices(heard_lines, clips)
        return {line.key: self.judge_clip(voices, line, clips[line.key]) for line in heard_lines}

    def learn_voices(self, lines: Iterable[KeyedUtterance], clips: Mapping[str, HeardClip]) -> AlbumVoices:
        """What the voices of these lines sound like."""
        measured = [self.measure_line(line, clips[line.key]) for line in lines if line.key in clips]
        return AlbumVoices(measured, self._speak_audition)

    def judge_clip(self, voices: AlbumVoices, line: KeyedUtterance, clip: HeardClip) -> Verdict:
        """The verdict on a clip of a line."""
        return weigh(clip.words, clip.sound, voices.judge(self.measure_line(line, clip)))

    def measure_line(self, line: KeyedUtterance, clip: HeardClip) -> MeasuredClip:
        """A line with what is measured and expected of its clip, for the voices to judge."""
        return MeasuredClip(line.utterance.voice, clip.sound, self._expect(line).seconds)

    def _measure_audition(self, audition: Iterable[tuple[Utterance, Clip]]) -> tuple[MeasuredClip, ...]:
        return tuple(
            MeasuredClip(
                utterance.voice, measure_sound(to_hearing_rate(clip)), self._reader.read_line(utterance).seconds
            )
            for utterance, clip in audition
        )

    def hear_take(
        self, lines: Sequence[KeyedUtterance], clips: Mapping[str, HeardClip], line: KeyedUtterance, take: Clip
    ) -> HeardClip:
        """What is heard in another take of a line, among the line's neighbours."""
        good = {key for key, clip in clips.items() if not clip.words.is_doubtful}
        return self._hear_window(self._add_neighbours(lines, good, line, to_hearing_rate(take)))[line.key]

    def _hear_new(self, lines: Iterable[KeyedUtterance]) -> Iterator[dict[str, HeardClip]]:
        """What is heard of the lines, window by window; lines without a clip are left out."""
        pending: list[_Sound] = []
        for line in lines:
            clip = self._read_clip(line.key)
            if clip is None:
                continue
            pending.append((line, to_hearing_rate(clip)))
            *full, last = pack_clips([len(wave) / HEARING_RATE for _, wave in pending])
            for window in full:
                yield self._hear_window([pending[index] for index in window])
            pending = [pending[index] for index in last]
        if pending:
            yield self._hear_window(pending)

    def _hear_window(self, sounds: Sequence[_Sound]) -> dict[str, HeardClip]:
        window = build_window(wave for _, wave in sounds)
        texts = [to_plain_text(line.utterance.spoken) for line, _ in sounds]
        hearing = self.recognizer.hear(window.wave, " ".join(texts))
        expected_classes = [self._expect(line).classes for line, _ in sounds]
        all_classes = "".join(expected_classes)
        heard_classes = [self._reader.read_heard_word(word.text, all_classes) for word in hearing.heard]
        words = collect_evidence(window, hearing, texts, expected_classes, heard_classes)
        return {
            line.key: HeardClip(line.version, evidence, measure_sound(wave))
            for (line, wave), evidence in zip(sounds, words, strict=True)
        }

    def _hear_again(
        self, lines: Sequence[KeyedUtterance], clips: Mapping[str, HeardClip], doubtful: Collection[str], is_alone: bool
    ) -> dict[str, HeardClip]:
        """What is heard of doubtful lines among neighbours that are not: one bad clip can deafen a whole window.

        With `is_alone` each has a window of its own, otherwise a few share one.
        """
        good = {key for key in clips if key not in doubtful}
        groups = [
            self._add_neighbours(lines, good, line, to_hearing_rate(clip))
            for line in lines
            if line.key in doubtful and (clip := self._read_clip(line.key)) is not None
        ]
        lengths = [sum(len(wave) / HEARING_RATE + GAP_SECONDS for _, wave in group) for group in groups]
        windows = [(index,) for index in range(len(groups))] if is_alone else pack_clips(lengths)
        heard: dict[str, HeardClip] = {}
        for window in windows:
            heard |= self._hear_window([sound for index in window for sound in groups[index]])
        return {key: clip for key, clip in heard.items() if key in doubtful}

    def _add_neighbours(
        self, lines: Sequence[KeyedUtterance], good: Collection[str], line: KeyedUtterance, wave: NDArray[np.float32]
    ) -> list[_Sound]:
        """The sound of a line between its nearest `good` neighbours, if all of them fit into a window."""
        index = next(number for number, other in enumerate(lines) if other.key == line.key)
        before = self._read_nearest(reversed(lines[:index]), good)
        after = self._read_nearest(lines[index + 1 :], good)
        sounds = [*before, (line, wave), *after]
        is_too_long = sum(len(wave) / HEARING_RATE + GAP_SECONDS for _, wave in sounds) > MAX_SECONDS
        return [(line, wave)] if is_too_long else sounds

    def _read_nearest(self, lines: Iterable[KeyedUtterance], good: Collection[str]) -> list[_Sound]:
        """The first of the lines that is good, with its sound; none where there is none."""
        line = next((line for line in lines if line.key in good), None)
        clip = self._read_clip(line.key) if line else None
        return [(line, to_hearing_rate(clip))] if line and clip else []

    def _expect(self, line: KeyedUtterance) -> ExpectedSound:
        if line.key not in self._expected:
            self._expected[line.key] = self._reader.read_line(line.utterance)
        return self._expected[line.key]


def _is_known(line: KeyedUtterance, known: Mapping[str, HeardClip]) -> bool:
    return line.key in known and known[line.key].version == line.version


def to_hearing_rate(clip: Clip) -> NDArray[np.float32]:
    """The sound of a clip as a recognizer takes it: HEARING_RATE, full scale 1."""
    import numpy as np
    import soxr

    wave: NDArray[np.float32] = soxr.resample(clip.samples.astype(np.float32) / FULL_SCALE, clip.rate, HEARING_RATE)
    return wave


def to_plain_text(spoken: str) -> str:
    """A line as a recognizer would write it: without quotation marks and dashes.

    >>> to_plain_text("“No—wait…”")
    'No, wait...'
    """
    return " ".join(spoken.translate(PLAIN_MARKS).split()).strip("' ")
