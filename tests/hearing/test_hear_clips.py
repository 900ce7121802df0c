"""Lines are heard in windows, doubtful ones again, and each planted fault is named."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from audiobook.hearing.hear_clips import ClipHearer, KeyedUtterance
from audiobook.hearing.scripted import ScriptedRecognizer
from audiobook.hearing.weighing import Fault
from audiobook.model import Clip, Utterance, Voice
from tests.hearing.sounds import HIGH, LOW, RARE, RATE, hum, hum_lines, list_lines

LINES = list_lines()
LINE = LINES[20]
Clips = dict[str, Clip]


@pytest.fixture(scope="module")
def clips() -> Clips:
    return hum_lines(LINES)


def fault_of(clips: Clips, misheard: dict[str, str] | None = None) -> dict[str, Fault]:
    report = ClipHearer(ScriptedRecognizer(misheard), clips.get).hear(LINES, {}, lambda *_: None)
    return {key: verdict.fault for key, verdict in report.verdicts.items() if verdict.fault}


def test_good_lines_pass(clips: Clips) -> None:
    assert fault_of(clips) == {}


@pytest.mark.parametrize(
    ("hum_badly", "fault"),
    [
        (lambda _: Clip(np.zeros(RATE, np.int16), RATE), Fault.SILENT),
        (lambda seconds: hum(HIGH if LINE.utterance.voice is LOW else LOW, seconds), Fault.VOICE),
        (lambda seconds: hum(LINE.utterance.voice, seconds / 3), Fault.CUT),
        (lambda seconds: hum(LINE.utterance.voice, 2 * seconds), Fault.REPEATED),
    ],
    ids=["silent", "voice", "cut", "repeated"],
)
def test_a_bad_clip_is_found_by_its_sound(clips: Clips, hum_badly: Callable[[float], Clip], fault: Fault) -> None:
    assert fault_of({**clips, LINE.key: hum_badly(clips[LINE.key].seconds)}) == {LINE.key: fault}


def test_other_words_are_found(clips: Clips) -> None:
    text = LINE.utterance.spoken
    assert set(fault_of(clips, {text: "Nobody mentioned seventeen elephants anywhere."})) == {
        line.key for line in LINES if line.utterance.spoken == text
    }


def test_only_new_clips_are_heard(clips: Clips) -> None:
    recognizer = ScriptedRecognizer()
    hearer = ClipHearer(recognizer, clips.get)
    first = hearer.hear(LINES, {}, lambda *_: None)
    recognizer.windows.clear()
    again = hearer.hear(LINES, first.clips, lambda *_: None)
    assert (recognizer.windows, again.new_seconds) == ([], 0)
    assert again.verdicts == first.verdicts
    changed = [replace(line, version="2") if line is LINE else line for line in LINES]
    hearer.hear(changed, first.clips, lambda *_: None)
    assert recognizer.windows == [LINE.utterance.spoken]


def test_a_doubtful_line_is_heard_again_between_its_neighbours(clips: Clips) -> None:
    recognizer = ScriptedRecognizer({LINE.utterance.spoken: ""})
    ClipHearer(recognizer, clips.get).hear(LINES, {}, lambda *_: None)
    assert [window for window in recognizer.windows if window.count(".") == 3 and LINE.utterance.spoken in window]


def test_a_line_without_a_clip_is_left_out(clips: Clips) -> None:
    others = {key: clip for key, clip in clips.items() if key != LINE.key}
    report = ClipHearer(ScriptedRecognizer(), others.get).hear(LINES, {}, lambda *_: None)
    assert set(report.verdicts) == set(others)


def test_few_lines_are_judged_by_their_words_alone(clips: Clips) -> None:
    lines = [KeyedUtterance("a", LINE.utterance, ""), KeyedUtterance("b", LINES[3].utterance, "")]
    two = {"a": clips[LINE.key], "b": clips[LINES[3].key]}
    report = ClipHearer(ScriptedRecognizer({LINES[3].utterance.spoken: "Quite another thing."}), two.get).hear(
        lines, {}, lambda *_: None
    )
    assert {key: verdict.fault is None for key, verdict in report.verdicts.items()} == {"a": True, "b": False}


def audition(voice: Voice) -> list[tuple[Utterance, Clip]]:
    """What a voice of the album says of itself."""
    utterances = [replace(line.utterance, voice=voice) for line in LINES[:8:2]]
    return [(utterance, hum(RARE, 2.0, utterance.spoken)) for utterance in utterances]


@pytest.mark.parametrize(("speaker", "fault"), [(RARE, None), (HIGH, Fault.VOICE), (LOW, Fault.VOICE)])
def test_a_voice_with_one_line_is_known_from_its_audition(clips: Clips, speaker: Voice, fault: Fault | None) -> None:
    line = KeyedUtterance("rare", replace(LINE.utterance, voice=RARE), "")
    with_rare = {**clips, "rare": hum(speaker, clips[LINE.key].seconds)}
    report = ClipHearer(ScriptedRecognizer(), with_rare.get, audition).hear([*LINES, line], {}, lambda *_: None)
    assert {key: verdict.fault for key, verdict in report.verdicts.items() if verdict.fault} == (
        {"rare": fault} if fault else {}
    )


def test_who_whispers_is_not_taken_for_somebody_else(clips: Clips) -> None:
    """A delivery is a recipe of its own, but the speaker's own other lines are no other voice."""
    muffled = replace(LINE.utterance.voice, tilt=2.0, whisper=0.8)
    lines = [
        replace(line, utterance=replace(line.utterance, voice=muffled)) if line is LINE else line for line in LINES
    ]
    report = ClipHearer(ScriptedRecognizer(), clips.get).hear(lines, {}, lambda *_: None)
    assert [verdict.fault for verdict in report.verdicts.values() if verdict.fault] == []
