"""With the real model, where it is installed: good lines pass, and planted faults are found."""

from __future__ import annotations

import importlib.util

import pytest

from audiobook.engines.hibari import HibariEngine
from audiobook.hearing.hear_clips import ClipHearer, KeyedUtterance
from audiobook.hearing.models import MODEL_PACKAGE, load_recognizer
from audiobook.model import Clip, Utterance, Voice

pytestmark = pytest.mark.skipif(
    not all(map(importlib.util.find_spec, ("faster_whisper", MODEL_PACKAGE))), reason="needs the extra listen"
)
TEXTS = (
    "The fog was thinning at last, and a star or two had come out.",
    "She counted the lamps along the quay with a steady finger.",
    "Nobody had told the harbormaster about the ferry.",
    "It rained for three days, and then it stopped.",
)


def test_whisper_tells_a_good_line_from_another_one() -> None:
    engine = HibariEngine()
    utterances = [Utterance(text, Voice("hibari", "heart")) for text in TEXTS]
    lines = [KeyedUtterance(utterance.spoken, utterance, "") for utterance in utterances]
    clips: dict[str, Clip] = {line.key: engine.speak(line.utterance) for line in lines}
    hearer = ClipHearer(load_recognizer("", 1), clips.get)
    good = hearer.hear(lines, {}, lambda *_: None)
    assert [verdict.fault for verdict in good.verdicts.values()] == [None] * len(TEXTS)
    clips[TEXTS[1]] = clips[TEXTS[3]]
    bad = hearer.hear(lines, {}, lambda *_: None)
    assert [key for key, verdict in bad.verdicts.items() if verdict.fault] == [TEXTS[1]]
