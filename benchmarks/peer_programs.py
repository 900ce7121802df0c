"""The programs that are compared: how each is installed, how it is run, and what it leaves.

Each peer lives in a virtual environment of its own, FOLDER/NAME. Everything here was taken from the programs' own
documentation and help texts; none of their code was read for it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

# The voice that all programs with Kokoro narrate in, and the one for Piper.
KOKORO_VOICE, PIPER_VOICE = "af_heart", "en_US-joe-medium"
US = "audiobook"


@dataclass(frozen=True)
class Peer:
    """A program: its rows' name, what `pip install` is given, and the commands; {placeholders} are told below.

    {bin} the folder with its programs, {text} and {epub} the story, {out} the folder for the sound, {work} where it
    runs (and its home folder), {kokoro} and {piper} the folders with the voices' files. `prepare` is not timed.
    `links` are made in {work} before. `sound` says which of the files in {out} are the result; `speakers` is how it
    tells who says what, "" if it has one voice.
    """

    name: str
    packages: tuple[str, ...]
    engine: str
    commands: tuple[tuple[str, ...], ...]
    prepare: tuple[tuple[str, ...], ...] = ()
    environment: Mapping[str, str] = field(default_factory=dict)
    links: Mapping[str, str] = field(default_factory=dict)
    sound: str = "*"
    speakers: str = ""
    afterwards: tuple[tuple[str, ...], ...] = ()
    source: str = "epub"

    @property
    def folder(self) -> str:
        """The name of its virtual environment; "" for this program and for those of the system."""
        name = self.name.partition(",")[0]
        return "" if name == US or not self.packages else name


def ours(name: str, engine: str, *options: str, prepare: tuple[tuple[str, ...], ...] = ()) -> Peer:
    """This program with an engine."""
    return Peer(
        name,
        ("storycast",),
        engine,
        (("{python}", "-m", "audiobook", "make", "{epub}", "-o", "{out}", "-q", *options),),
        prepare,
        {"AUDIOBOOK_VOICES": "{work}/voices"},
        sound="*.mp3",
        speakers="script",
        afterwards=(("{python}", "-m", "audiobook", "script", "{epub}"),),
    )


PEERS = (
    ours("audiobook", "hibari"),
    ours(
        "audiobook, Kokoro",
        "Kokoro int8",
        *("--engine", "kokoro", "--voice", KOKORO_VOICE),
        prepare=(("{python}", "-m", "audiobook", "voices", "install", "kokoro", "--from", "{kokoro}"),),
    ),
    ours("audiobook, Piper", "Piper joe", "--engine", "piper"),
    ours("audiobook, espeak", "espeak-ng", "--engine", "system"),
    Peer(
        "audiobooker-ai",
        ("audiobooker-ai[render]", "voice-soundboard[kokoro]"),
        "Kokoro int8",
        # Without --force it refuses a book most of whose dialogue it cannot tell the speakers of.
        (("{bin}/audiobooker", "make", "{epub}", "--format", "m4b", "-o", "{out}/book.m4b", "--force"),),
        environment={"VOICE_SOUNDBOARD_MODELS": "{work}/models"},
        links={
            "models/kokoro-v1.0.onnx": "{kokoro}/kokoro-v1.0.int8.onnx",
            "models/voices-v1.0.bin": "{kokoro}/voices-v1.0.bin",
        },
        sound="*.m4b",
        speakers="review",
        afterwards=(("{bin}/audiobooker", "review-export"),),
    ),
    Peer(
        "audiobook-reader",
        ("audiobook-reader",),
        "Kokoro int8",
        # MP3, because --format m4b leaves samples without a header, which no player opens (0.4.6).
        (
            (
                "{bin}/reader",
                "convert",
                "--file",
                "{epub}",
                "--voice",
                KOKORO_VOICE,
                "--speed",
                "1.0",
                "--format",
                "mp3",
                "--characters",
                "--chapters",
                "--progress-style",
                "simple",
                "--output-dir",
                "{out}",
            ),
        ),
        links={
            ".cache/audiobook-reader/models/kokoro/kokoro-v1.0.onnx": "{kokoro}/kokoro-v1.0.int8.onnx",
            ".cache/audiobook-reader/models/kokoro/voices-v1.0.bin": "{kokoro}/voices-v1.0.bin",
        },
        sound="*.mp3",
    ),
    Peer(
        "kokoro-tts",
        ("kokoro-tts",),
        "Kokoro int8",
        (
            ("{bin}/kokoro-tts", "{epub}", "--split-output", "{out}", "--format", "mp3", "--voice", KOKORO_VOICE),
            ("{bin}/kokoro-tts", "--merge-chunks", "--split-output", "{out}", "--format", "mp3"),
        ),
        links={"kokoro-v1.0.onnx": "{kokoro}/kokoro-v1.0.int8.onnx", "voices-v1.0.bin": "{kokoro}/voices-v1.0.bin"},
        sound="*.mp3",
    ),
    Peer(
        "claudio-audiobook",
        ("claudio-audiobook",),
        "Kokoro int8",
        (("{bin}/claudio-audiobook", "build", "{text}", "-o", "{out}", "--voice", KOKORO_VOICE),),
        environment={
            "CLAUDIO_AUDIOBOOK_MODEL_FILE": "{kokoro}/kokoro-v1.0.int8.onnx",
            "CLAUDIO_AUDIOBOOK_VOICES_FILE": "{kokoro}/voices-v1.0.bin",
        },
        sound="*.m4b",
        source="text",
    ),
    Peer(
        "piperbook",
        ("piperbook",),
        "Piper joe",
        (("{bin}/piperbook", "{epub}", "{out}", "-v", PIPER_VOICE, "-j", "1"),),
        links={
            f".cache/piperbook/{PIPER_VOICE}.onnx": f"{{piper}}/{PIPER_VOICE}.onnx",
            f".cache/piperbook/{PIPER_VOICE}.onnx.json": f"{{piper}}/{PIPER_VOICE}.onnx.json",
        },
        sound="*.mp3",
    ),
    Peer(
        "piper, bare",
        ("piper-tts",),
        "Piper joe",
        (("{bin}/piper", "-m", f"{{piper}}/{PIPER_VOICE}.onnx", "-i", "{text}", "-f", "{out}/story.wav"),),
        sound="*.wav",
        source="text",
    ),
    Peer(
        "espeak-ng, bare",
        (),
        "espeak-ng",
        (("espeak-ng", "-f", "{text}", "-w", "{out}/story.wav"),),
        sound="*.wav",
        source="text",
    ),
)
