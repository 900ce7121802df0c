"""What is told about a worker that isn't like the machine that asks."""

from __future__ import annotations

import pytest

from audiobook.cluster.needs import compute_fingerprints, describe_program, judge_worker, name_resource, name_voices
from audiobook.model import Voice

SILENCE, BELL, GONG = ("silent", "silence"), ("chimes", "bell"), ("chimes", "gong")
NEEDED = {SILENCE: "silent 1", BELL: "bell 1", GONG: "gong 1"}


def answer(**changes: object) -> dict[str, object]:
    return {**describe_program(), "fingerprints": dict(NEEDED), **changes}


@pytest.mark.parametrize(
    ("reply", "voices", "told"),
    [
        (answer(), {SILENCE, BELL, GONG}, []),
        (answer(version="0.0.1"), set(), [r"desk isn't used: it has audiobook 0.0.1, and this is"]),
        (answer(digest="other"), set(), ["desk isn't used: its audiobook"]),
        ({"version": "9"}, set(), ["desk isn't used: it has audiobook 9"]),
        (Exception("ModuleNotFoundError(\"No module named 'audiobook'\")"), set(), ["it has no audiobook"]),
        (OSError("broken pipe"), set(), ["desk isn't used: broken pipe"]),
        (answer(fingerprints={SILENCE: "silent 1", BELL: "bell 2", GONG: ""}), {SILENCE},
         ["desk doesn't speak as bell (chimes): its files", "desk doesn't speak as gong (chimes): the voice or its"]),
    ],
)  # fmt: skip
def test_what_a_worker_lacks_is_told_by_its_name(reply: object, voices: set[tuple[str, str]], told: list[str]) -> None:
    worker = judge_worker("tcp://1.2.3.4:5", "desk", 8, reply, NEEDED)
    assert worker.voices == voices
    assert worker.slots == (8 if voices else 0)
    assert all(part in line for part, line in zip(told, worker.problems, strict=True))


def test_only_the_same_sound_is_the_same_resource() -> None:
    names = {name_resource(SILENCE, "1"), name_resource(SILENCE, "2"), name_resource(BELL, "1")}
    assert len(names) == 3
    assert name_resource(SILENCE, "1") in names


def test_a_voice_that_is_not_here_has_no_fingerprint() -> None:
    voices = name_voices([Voice("silent", "silence"), Voice("silent", "noise"), Voice("nowhere", "none")])
    found = compute_fingerprints(voices)
    assert {voice for voice, fingerprint in found.items() if fingerprint} == {SILENCE}
