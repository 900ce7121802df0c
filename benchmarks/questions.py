"""Measures whether questions are heard as questions, and what that costs in quality.

    pip install praat-parselmouth torch distillmos
    python benchmarks/questions.py [VOICE…] [--judge]

Each voice (of voices/catalogue.toml; `heart` if none is named) asks fifty questions for a yes or no, tags and echoes,
and ten that ask who, what and where. Printed is the share that ends higher than it was 0.18 to 0.34 s before, as the
engine asks by itself and as the program lets it ask, the median movement in semitones, and with --judge the mean
DistillMOS.
"""

from __future__ import annotations

import argparse
from dataclasses import replace

import numpy as np
from measure_voices import Judges, Samples, said

from audiobook.casting.voice_lookup import find_voice
from audiobook.engines.registry import create_engine
from audiobook.model import Voice
from audiobook.narration.prosody import ASKED_RISE
from audiobook.narration.questions import ends_high

YES_OR_NO = """\
Are you coming with us tonight?
Did you see him leave the house?
Is that really what you want?
Do you think she knows?
Have you ever been to the coast?
Will they let us in?
Can you hear me?
Was it you who opened the door?
Should I call the doctor?
Would you like some more tea?
You came back?
You told him everything?
He's dead?
She said that?
That was your brother?
You mean it wasn't an accident?
They left you here alone?
You're sure about this?
Isn't it a little late for that?
Don't you remember anything?
Couldn't we just go home?
Aren't you cold?
It's a nice place, isn't it?
You knew about it, didn't you?
We can trust her, right?
You'll stay for dinner, won't you?
He did what?
You went where?
She married who?
Do you mind?
Ready?
Really?
Tomorrow?
In the middle of the night?
With a knife?
And you believed him?
So you agree with me?
But is it safe?
Is everything all right in there?
Have they gone?
Does it hurt when I touch it here?
Were you going to tell me about this at some point?
Are we there yet?
Is there anything I can do for you?
You want me to jump?
Do you know where he is?
Did anyone follow you from the station?
Was that thunder?
Can I come in?
Is this yours?
""".splitlines()
WHO_OR_WHAT = """\
Where are you going?
What do you want from me?
Why did he do it?
Who told you that?
When will they be back?
How long have you known?
What happened to your hand?
Which of you took the keys?
How could you do this to her?
What time is it?
""".splitlines()
# The end of the voiced part, and what it is compared with, in seconds before the end.
END_SECONDS, BEFORE_SECONDS = 0.06, (0.18, 0.34)
LEAST_FRAMES = 12
# Praat takes creak for a pitch an octave and more too low; nobody's pitch is so far below the median.
LOWEST_SHARE = 0.6


def main() -> None:
    """Measure the voices that are asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("voices", nargs="*", default=["heart"])
    parser.add_argument("--judge", action="store_true")
    options = parser.parse_args()
    judges = Judges() if options.judge else None
    for name in options.voices:
        voice = find_voice(None, name)
        for title, sentences in (("yes or no", YES_OR_NO), ("who or what", WHO_OR_WHAT)):
            asked = [replace(voice, final_rise=ASKED_RISE if ends_high(text) else 0.0) for text in sentences]
            before = _measure([voice] * len(sentences), sentences, judges)
            after = _measure(asked, sentences, judges)
            print(f"{name:10} {title:12} by itself: {before}   asked: {after}", flush=True)


def _measure(voices: list[Voice], sentences: list[str], judges: Judges | None) -> str:
    engine = create_engine(voices[0].engine)
    moves, qualities = [], []
    for voice, sentence in zip(voices, sentences, strict=True):
        (wave, *_), rate = said(engine, voice, (sentence,))
        moves.append(measure_ending(wave, rate))
        if judges:
            silence = np.zeros(rate // 10, np.float32)
            qualities.append(judges.quality(np.concatenate([silence, wave, silence]), rate))
    quality = f", MOS {np.mean(qualities):.2f}" if qualities else ""
    return f"{np.mean(np.array(moves) > 0):4.0%} higher, {np.nanmedian(moves):+.1f} st{quality}"


def measure_ending(wave: Samples, rate: int) -> float:
    """How far the pitch moves at the end of a wave, in semitones, as Praat hears it; NaN for too little voice."""
    import parselmouth

    sound = parselmouth.Sound(np.asarray(wave, np.float64), rate)
    pitch = sound.to_pitch_ac(time_step=0.01, pitch_floor=60.0, pitch_ceiling=600.0, voicing_threshold=0.35)
    hertz, times = pitch.selected_array["frequency"], pitch.ts()
    if not (hertz > 0).any():
        return float("nan")
    known = hertz > LOWEST_SHARE * np.median(hertz[hertz > 0])
    if known.sum() < LEAST_FRAMES:
        return float("nan")
    semitones, left = 12 * np.log2(hertz[known]), times[known][-1] - times[known]
    earlier = (left >= BEFORE_SECONDS[0]) & (left < BEFORE_SECONDS[1])
    earlier = earlier if earlier.any() else left >= left.max() * 2 / 3
    return float(np.median(semitones[left < END_SECONDS]) - np.median(semitones[earlier]))


if __name__ == "__main__":
    main()
