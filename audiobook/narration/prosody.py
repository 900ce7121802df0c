"""How sentences differ from each other: questions that rise, paragraphs that drift down, pauses that fit what was said.

Everything follows from the text, so a chapter sounds the same in every run. Only English questions rise:
other languages ask in other ways.
"""

from __future__ import annotations

import math
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import chain, groupby

from audiobook.engines.spoken_language import speaks_english
from audiobook.model import Cue, Kind, Prosody
from audiobook.model.pauses import Pauses
from audiobook.narration.questions import ends_high, find_end_marks

STORY_KINDS = (Kind.NARRATION, Kind.SPEECH, Kind.THOUGHT)
# How high a question ends above the voice's median, in semitones: asked by someone, or told by the narrator.
ASKED_RISE, TOLD_RISE = 3.0, 2.0
# A sentence that somebody says and that ends with an exclamation mark: a wider range, and louder (dB).
EXCLAIMED_RANGE, EXCLAIMED_GAIN = 1.12, 0.8
# A paragraph begins above its middle and ends as far below it, in semitones, the more the more sentences it has: the
# supratopic declination of Wichmann 2000, made small.
SEMITONES_PER_SENTENCE, MAX_DECLINATION = 0.35, 1.0
# What no rule explains: readers vary from sentence to sentence, here by at most so many semitones, dB, share of pace.
PITCH_VARIATION, GAIN_VARIATION, PACE_VARIATION = 0.4, 0.5, 0.02
# The first sentence of a scene is told so much slower.
OPENING_PACE = 0.96
# A pause is as long as usual between sentences of so many characters, and longer by this share if they are four times
# as long; what follows counts half as much as what was said. Besides, pauses vary by themselves.
USUAL_CHARACTERS, LENGTH_SHARE, MAX_LENGTH_CHANGE = 40, 0.2, 0.2
PAUSE_VARIATION = 0.08


def express_cues(cues: Sequence[Cue]) -> tuple[Cue, ...]:
    """The cues of a chapter with the melody that each sentence's mark and its place in the paragraph ask for."""
    expressed: list[Cue] = []
    for _, group in groupby(cues, lambda cue: cue.paragraph):
        paragraph = [*group]
        opens_scene = paragraph[0].opens_scene or not any(map(_is_story, expressed))
        expressed += _express_paragraph(paragraph, opens_scene) if all(map(_is_story, paragraph)) else paragraph
    return tuple(expressed)


def _is_story(cue: Cue) -> bool:
    return bool(cue.runs) and cue.runs[0].kind in STORY_KINDS


def _express_paragraph(cues: Sequence[Cue], opens_scene: bool) -> Iterator[Cue]:
    last = len(cues) - 1
    reach = min(MAX_DECLINATION, SEMITONES_PER_SENTENCE * last)
    for position, cue in enumerate(cues):
        height = reach * (1 - 2 * position / last) if last else 0.0
        pace = OPENING_PACE if opens_scene and position == 0 else 1.0
        yield replace(cue, utterance=replace(cue.utterance, prosody=_choose_prosody(cue, height, pace)))


def _choose_prosody(cue: Cue, height: float, pace: float) -> Prosody:
    """The prosody of a sentence that is so many semitones above its paragraph's middle; always alike for one text."""
    text, is_said = cue.utterance.spoken, any(run.kind.is_speech for run in cue.runs)
    is_asked = speaks_english(cue.utterance.voice) and ends_high(text)
    is_exclaimed = is_said and "!" in find_end_marks(text)
    pitch, gain, speed = (byte / 127.5 - 1 for byte in zlib.crc32(text.encode()).to_bytes(4, "big")[:3])
    return Prosody(
        height=round(height + PITCH_VARIATION * pitch, 2),
        gain=round(GAIN_VARIATION * gain + (EXCLAIMED_GAIN if is_exclaimed else 0.0), 2),
        pitch_range=EXCLAIMED_RANGE if is_exclaimed else 1.0,
        pace=round(pace * (1 + PACE_VARIATION * speed), 3),
        final_rise=(ASKED_RISE if is_said else TOLD_RISE) if is_asked else 0.0,
    )


def vary_pauses(cues: Sequence[Cue], pauses: Pauses) -> tuple[Cue, ...]:
    """The cues of a chapter with pauses that fit the sentences around them; long pauses stay as they are."""
    followers = (cue.utterance.spoken for cue in cues[1:])
    return tuple(
        replace(cue, pause_ms=_vary_pause(cue.pause_ms, cue.utterance.spoken, following))
        if cue.pause_ms <= pauses.paragraph
        else cue
        for cue, following in zip(cues, chain(followers, [""]), strict=False)
    )


def _vary_pause(pause: int, before: str, after: str) -> int:
    """A pause by the lengths of the sentences around it; of equal lengths, always by the same amount for one sentence.

    Readers pause longer after more words and before more words (Krivokapić 2007).
    """
    characters = (2 * len(before) + len(after)) / 3
    by_length = LENGTH_SHARE * math.log2(max(characters, 1) / USUAL_CHARACTERS) / 2
    own = zlib.crc32(before.encode()) % 1001 / 500 - 1
    return round(pause * (1 + min(max(by_length, -MAX_LENGTH_CHANGE), MAX_LENGTH_CHANGE) + PAUSE_VARIATION * own))
