"""How sentences differ from each other by their place, their mark and their length."""

from __future__ import annotations

import math
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audiobook.model import Cue, Kind, Prosody, TextRun, Utterance, Voice
from audiobook.model.pauses import DEFAULT_PAUSES
from audiobook.narration.prosody import ASKED_RISE, EXCLAIMED_RANGE, TOLD_RISE, express_cues, vary_pauses

VOICE = Voice("hibari", "heart")


def cue(spoken: str, paragraph: int = 1, kind: Kind = Kind.NARRATION, opens_scene: bool = False) -> Cue:
    return Cue(Utterance(spoken, VOICE), DEFAULT_PAUSES.sentence, (TextRun(spoken, kind=kind),), paragraph, opens_scene)


def prosodies(*cues: Cue) -> list[Prosody]:
    return [cue.utterance.prosody for cue in express_cues(cues)]


def test_a_paragraph_sinks() -> None:
    sentences = [cue(f"Sentence {number} of a paragraph.") for number in range(6)]
    heights = [prosody.height for prosody in prosodies(*sentences)]
    assert sum(heights[:2]) > sum(heights[2:4]) > sum(heights[4:])
    assert abs(sum(heights)) < 1.5


def test_a_sentence_alone_stays_in_the_middle() -> None:
    assert all(abs(prosody.height) <= 0.4 for prosody in prosodies(*(cue("It rained.", n) for n in range(9))))


def test_a_scene_opens_slowly() -> None:
    paces = [
        prosody.pace
        for prosody in prosodies(cue("It rained.", 1), cue("It rained.", 2), cue("It rained.", 3, opens_scene=True))
    ]
    assert paces[0] == paces[2] < paces[1]


def test_the_same_text_sounds_the_same() -> None:
    cues = [cue(f"Sentence {number} of a paragraph.", number // 3) for number in range(9)]
    assert express_cues(cues) == express_cues(cues)
    assert len({prosody.gain for prosody in prosodies(*cues)}) > 6


def test_neighbours_stay_near_each_other() -> None:
    found = prosodies(*(cue(f"Line {number}{'!' * (number % 2)}", kind=Kind.SPEECH) for number in range(60)))
    assert all(abs(one.gain - other.gain) < 2 for one, other in pairwise(found))


def test_headings_are_left_alone() -> None:
    assert prosodies(cue("Who?", kind=Kind.HEADING)) == [Prosody()]


def test_marks_are_heard() -> None:
    asked, told, shouted, said = prosodies(
        cue("“You came back?”", 1, Kind.SPEECH),
        cue("Was it Ann?", 2),
        cue("“Go!”", 3, Kind.SPEECH),
        cue("“Where?”", 4, Kind.SPEECH),
    )
    assert (asked.final_rise, told.final_rise, said.final_rise) == (ASKED_RISE, TOLD_RISE, 0.0)
    assert (shouted.pitch_range, said.pitch_range) == (EXCLAIMED_RANGE, 1.0)


def pauses(*sentences: str) -> list[int]:
    return [cue.pause_ms for cue in vary_pauses([cue(sentence) for sentence in sentences], DEFAULT_PAUSES)]


LONG = "The rain had stopped an hour ago, but the street still shone, and nobody in the village came out to look."


@pytest.mark.parametrize(("longer", "shorter"), [((LONG, "No."), ("No.", "No.")), (("No.", LONG), ("No.", "No."))])
def test_more_words_make_a_longer_pause(longer: tuple[str, ...], shorter: tuple[str, ...]) -> None:
    assert pauses(*longer)[0] > pauses(*shorter)[0]


@given(st.lists(st.text(max_size=400), max_size=5))
def test_pauses_stay_near_what_was_asked(sentences: list[str]) -> None:
    assert all(0.7 < pause / DEFAULT_PAUSES.sentence < 1.3 for pause in pauses(*sentences))


def test_a_prosody_changes_a_voice() -> None:
    shaped = Prosody(height=0.5, gain=1, pitch_range=0.5, pace=1.1, final_rise=4).apply_to(VOICE)
    assert (shaped.height, shaped.gain, shaped.final_rise) == (0.5, 1, 4)
    assert math.isclose(shaped.pace, 1.1)
    assert shaped.pitch_range == 0.5
