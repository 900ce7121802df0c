"""The voices of the operating system through pyttsx3; on Linux those of espeak-ng, whose library comes in a package.

pyttsx3 2.99 has several traps; a comment marks each one where it is avoided, here and in `espeak_library`.
"""

from __future__ import annotations

import _ctypes
import contextlib
import re
import sys
import tempfile
import threading
import time
import unicodedata
from collections.abc import Iterable, Iterator
from itertools import count
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from audiobook.audio.pcm import empty_clip, to_pcm, trim_silence
from audiobook.engines import espeak_library
from audiobook.engines.pace_table import EXACT, PaceTable
from audiobook.engines.protocol import Engine
from audiobook.engines.voice_effects import engine_pace, shape_voice
from audiobook.engines.voice_effects.time_scaling import change_pace
from audiobook.engines.voice_folders import package_version
from audiobook.errors import EngineUnavailableError, SpeechError
from audiobook.model import Clip, Utterance, VoiceListing
from audiobook.model.text import has_words
from audiobook.text.normalization.options import ALL_OPTIONS
from audiobook.text.suggest import format_suggestion

PYTTSX3_PACKAGE = "pyttsx3"
# pyttsx3's driver for each system.
DRIVER = {"darwin": "nsss", "win32": "sapi5"}.get(sys.platform, "espeak")
# Trap: libespeak is one for the whole process, and frees its list of voices when it starts anew. A thread that reads
# the list meanwhile ends the process, as the studio's did where two requests asked for the voices.
STARTING = threading.Lock()
WORDS_PER_MINUTE = 175
# espeak's, measured with en-us; it goes no slower and no faster. How well the voices of other systems obey is unknown.
ESPEAK_PACES = PaceTable(
    (
        (
            (0.5, 0.5), (0.6, 0.594), (0.8, 0.798), (1.0, 1.0), (1.3, 1.305), (1.5, 1.481), (1.75, 1.755), (2.0, 2.065),
            (2.5, 2.571),
        ),
    )
)  # fmt: skip
PACES = ESPEAK_PACES if DRIVER == "espeak" else EXACT
# The sample rate of empty clips; others have the rate of their file.
SAMPLE_RATE = 22_050
MAX_ATTEMPTS = 3
# At normal pace, voices take at least 0.05 seconds per letter; a clip with less than this was cut off.
MIN_SECONDS_PER_LETTER = 0.005
# How long espeak may take for an utterance on a busy machine; it needs 0.0001 seconds per letter.
TIMEOUT_SECONDS = 20.0
TIMEOUT_SECONDS_PER_LETTER = 0.02
# How long a file may take to be complete after its driver has reported it.
SETTLING_SECONDS = 0.5
# What Windows adds to the name of a voice: "Microsoft Zira Desktop - English (United States)".
NAME_DECORATIONS = re.compile(r"\bmicrosoft\b|\bdesktop\b|\bmobile\b| - .*")
# What espeak's English voices do with foreign characters, found by asking them for their phonemes. They read these
# scripts by the rules of their languages ...
READABLE_SCRIPTS = (
    *("HANGUL", "DEVANAGARI", "BENGALI", "GUJARATI", "GURMUKHI", "TAMIL", "KANNADA", "MALAYALAM", "SINHALA"),
    *("GEORGIAN", "ARMENIAN", "SHAVIAN"),
)
# ... and spell all others: "Japanese letter, Japanese letter". They know Latin letters up to this one.
LAST_KNOWN_LETTER = "\u017e"
# Half of all emoji have no sound, and the names of the others are cut short: "face", "red" for a heart.
UNSPOKEN_CATEGORIES = ("So", "Sm", "Sc", "Co", "Cn")
SPOKEN_SYMBOLS = "°©®™№¬±×÷←↑→↓∞≈≠≤≥√¢£¤¥€₩₹"
# Characters that belong to the one before them: accents, joiners, skin tones.
JOINING_CATEGORIES = ("Mn", "Me", "Cf", "Sk")
# Read as "tilde", "asterisk", "backslash" and "Japanese symbol"; control characters, which are commands for espeak; and
# letters that are used as apostrophes.
MISREAD_CHARACTERS = str.maketrans(
    dict.fromkeys([*map(chr, range(32)), "\x7f", *"~*\\・"], " ") | dict.fromkeys("ʼʻ", "'")
)
# Common English voices of macOS and Windows, for a machine whose default voice speaks another language.
COMMON_ENGLISH_VOICES = ("samantha", "daniel", "alex", "zira", "david")


class SystemEngine(Engine):
    """Speaks with pyttsx3, one utterance at a time, through a temporary file.

    The pitch of espeak's voice wavers by 2 Hz in a pattern that continues from utterance to utterance, so one that is
    spoken twice differs by a few samples. The same utterances in the same order in a new process give the same bytes.
    """

    name = "system"
    # docs/engines.md lists what espeak misreads; for the voices of other systems that is unknown.
    needs = ALL_OPTIONS

    def __init__(self) -> None:
        self._engine: Any = None
        self._listings: tuple[tuple[VoiceListing, str], ...] = ()
        self._system_voice = ""
        self._finished = threading.Event()
        self._errors: list[str] = []

    @property
    def default_voice(self) -> str:
        """American English on espeak; elsewhere the system's default voice if it is English, or another English one."""
        if DRIVER == "espeak":
            return "en-us"
        names = [listing.name for listing in self.voices() if is_english(listing)]
        system_voices = [listing.name for listing, identifier in self._listings if identifier == self._system_voice]
        return next((name for name in (*system_voices, *COMMON_ENGLISH_VOICES, *names) if name in names), "")

    def voices(self) -> tuple[VoiceListing, ...]:
        """The voices on this machine, English ones first; () if pyttsx3 can't start."""
        try:
            self._start()
        except EngineUnavailableError:
            return ()
        return tuple(listing for listing, _ in self._listings)

    def fingerprint(self, voice: str) -> str:
        """The versions of pyttsx3 and of the package with espeak, or the name of the system's driver."""
        driver_version = f"espeakng-loader {package_version('espeakng-loader')}" if DRIVER == "espeak" else DRIVER
        return f"{PYTTSX3_PACKAGE} {package_version(PYTTSX3_PACKAGE)} {driver_version} {voice}"

    def speak(self, utterance: Utterance) -> Clip:
        """The sound of an utterance at the voice's sample rate (espeak: 22.05 kHz, and no slower than a pace of 0.46).

        Characters that an English voice would only spell out are left unspoken: scripts it can't read, and emoji.
        """
        if not has_words(utterance.spoken):
            return empty_clip(SAMPLE_RATE, strip_unspeakable(utterance.spoken, english=True)[1])
        listing, identifier = self._find_voice(utterance.voice.name)
        text, unspoken = strip_unspeakable(utterance.spoken, is_english(listing))
        if not has_words(text):
            return empty_clip(SAMPLE_RATE, unspoken)
        self._apply_setting("voice", identifier)
        asked, missing = PACES.ask_for(engine_pace(utterance.voice))
        self._apply_setting("rate", round(WORDS_PER_MINUTE * asked))
        samples, rate = self._synthesize(text, utterance, missing)
        return Clip(samples, rate, unspoken)

    def close(self) -> None:
        """Releases pyttsx3's engine."""
        if self._engine is not None:
            self._wait_until_idle(TIMEOUT_SECONDS)
        self._engine = None
        self._listings = ()

    def _start(self) -> None:
        with STARTING:
            if self._engine is None:
                self._start_alone()

    def _start_alone(self) -> None:
        if DRIVER == "espeak":
            espeak_library.load_library()
        try:
            with espeak_library.silence_output():
                import pyttsx3

                engine = pyttsx3.init(DRIVER)
                # A new engine is busy, and then it delays every change of voice and rate.
                engine.proxy.setBusy(False)
                self._listings = build_listings(engine.getProperty("voices"))
                self._system_voice = str(engine.getProperty("voice"))
        except _start_errors() as error:
            packages = "pyttsx3 espeakng-loader" if DRIVER == "espeak" else "pyttsx3"
            problem = f"pyttsx3 cannot use this system's voices: {error}; run: pip install {packages}"
            raise EngineUnavailableError(problem) from error
        engine.connect("finished-utterance", lambda **_: self._finished.set())
        # Trap: pyttsx3 hides errors in its queue unless there is a handler for them.
        engine.connect("error", lambda exception, **_: self._errors.append(str(exception)))
        self._engine = engine

    def _find_voice(self, name: str) -> tuple[VoiceListing, str]:
        self._start()
        for listing, identifier in self._listings:
            if name.lower() in (listing.name, identifier.lower()):
                return listing, identifier
        # Trap: if a voice is unknown, pyttsx3 continues with the previous one.
        names = [listing.name for listing, _ in self._listings]
        raise EngineUnavailableError(f"the system has no voice {name!r}{format_suggestion(name, names)}")

    def _apply_setting(self, setting: str, value: str | int) -> None:
        """Changes a setting and verifies it: right after an utterance, a change may be lost."""
        for _ in range(MAX_ATTEMPTS):
            self._wait_until_idle(TIMEOUT_SECONDS)
            if self._has_setting(setting, value):
                return
            with espeak_library.silence_output():
                self._engine.setProperty(setting, value)
        self._wait_until_idle(TIMEOUT_SECONDS)
        if not self._has_setting(setting, value):
            raise SpeechError(f"the system's voice does not accept the {setting} {value}")

    def _has_setting(self, setting: str, value: str | int) -> bool:
        if isinstance(value, str):
            return bool(self._engine.getProperty(setting) == value)
        rate = espeak_library.current_rate() if DRIVER == "espeak" else self._engine.getProperty(setting)
        return abs(float(rate) - value) < 1

    def _synthesize(self, text: str, utterance: Utterance, missing: float) -> tuple[NDArray[np.int16], int]:
        min_seconds = sum(map(str.isalnum, text)) * MIN_SECONDS_PER_LETTER / max(1.0, utterance.voice.pace)
        for _ in range(MAX_ATTEMPTS):
            wave, rate = self._record(text)
            shaped = shape_voice(change_pace(wave, rate, missing), rate, utterance.voice)
            samples = trim_silence(to_pcm(shaped, utterance.voice.gain), rate)
            # Trap: now and then the file has no sound, without an error.
            if len(samples) > min_seconds * rate:
                return samples, rate
        reasons = "".join(f" ({error})" for error in self._errors[-1:])
        raise SpeechError(f"the system's voice {utterance.voice.name} gave no audio for “{text[:60]}”{reasons}")

    def _record(self, text: str) -> tuple[NDArray[np.float32], int]:
        self._finished.clear()
        self._errors.clear()
        self._wait_until_idle(TIMEOUT_SECONDS)
        with open_temporary_file() as file, espeak_library.silence_output():
            # Trap: unless it is busy while it gets its commands, pyttsx3 runs them before its loop begins: then macOS
            # interrupts the speech, and espeak's loop runs for ever if the disk is full.
            self._engine.proxy.setBusy(True)
            self._engine.save_to_file(espeak_library.PaddedText(text) if DRIVER == "espeak" else text, str(file))
            self._engine.runAndWait()
            self._wait_for_file(file, TIMEOUT_SECONDS + len(text) * TIMEOUT_SECONDS_PER_LETTER)
            return read_samples(file)

    def _wait_for_file(self, file: Path, seconds: float) -> None:
        """Waits until the file is written, for at most `seconds`."""
        if DRIVER == "espeak":
            # Trap: pyttsx3 returns after a hundredth of a second, whether the file is there or not. If libespeak is
            # idle without a finished event, the file could not be written.
            deadline = time.monotonic() + seconds
            while not self._finished.wait(0.001) and espeak_library.is_busy() and time.monotonic() < deadline:
                pass
            self._finished.wait(SETTLING_SECONDS)
            return
        deadline, size, previous_size = time.monotonic() + SETTLING_SECONDS, 0, -1
        while (size == 0 or size != previous_size) and time.monotonic() < deadline:
            time.sleep(0.01)
            size, previous_size = file.stat().st_size if file.exists() else 0, size

    def _wait_until_idle(self, seconds: float) -> None:
        if DRIVER == "espeak":
            espeak_library.wait_until_idle(seconds)


@contextlib.contextmanager
def open_temporary_file() -> Iterator[Path]:
    """A path for one sound file, which is removed afterwards; on Linux even if the process is killed."""
    if DRIVER == "espeak" and espeak_library.can_use_memory_files():
        with espeak_library.open_memory_file() as file:
            yield file
        return
    # On Windows the file may still be open.
    with tempfile.TemporaryDirectory(prefix="audiobook-", ignore_cleanup_errors=True) as folder:
        yield Path(folder) / ("speech.aiff" if DRIVER == "nsss" else "speech.wav")


def read_samples(file: Path) -> tuple[NDArray[np.float32], int]:
    """The first channel of a sound file, and its sample rate; no samples if it can't be read."""
    import soundfile

    try:
        wave, rate = soundfile.read(file, dtype="float32", always_2d=True)
    except RuntimeError:
        return np.zeros(0, np.float32), SAMPLE_RATE
    return wave[:, 0], int(rate)


def build_listings(voices: Iterable[Any]) -> tuple[tuple[VoiceListing, str], ...]:
    """pyttsx3's voices, English ones first, with names that can be typed, and pyttsx3's identifiers."""
    listings_by_name: dict[str, tuple[VoiceListing, str]] = {}
    for voice in voices:
        language = str(next(iter(voice.languages or ()), "") or "").replace("_", "-").lower()
        name = short_name(voice)
        unique_name = next(one for one in _iterate_names(name, language) if one not in listings_by_name)
        gender = re.search(r"female|male", str(voice.gender or "").lower())
        listing = VoiceListing("system", unique_name, language, gender.group() if gender else "", str(voice.name or ""))
        listings_by_name[unique_name] = (listing, str(voice.id))
    return tuple(
        sorted(listings_by_name.values(), key=lambda candidate: (not is_english(candidate[0]), candidate[0].name))
    )


def _iterate_names(name: str, language: str) -> Iterator[str]:
    """The names to try for a voice, in this order, until one is free."""
    yield from (name, f"{name}-{language}")
    yield from (f"{name}-{number}" for number in count(2))


def short_name(voice: Any) -> str:
    """The name that people type for a voice: the end of espeak's identifier, or the name in lower case.

    >>> from types import SimpleNamespace
    >>> short_name(SimpleNamespace(id="gmw/en-gb-scotland", name="English (Scotland)"))
    'en-gb-scotland'
    >>> short_name(SimpleNamespace(id=r"HKEY\\TTS_ZIRA", name="Microsoft Zira Desktop - English (United States)"))
    'zira'
    """
    if re.fullmatch(r"[\w/-]+", voice.id):
        return str(voice.id).rpartition("/")[2].lower()
    plain = NAME_DECORATIONS.sub(" ", str(voice.name or voice.id).lower())
    return re.sub(r"[\W_]+", "-", plain).strip("-") or "voice"


def is_english(listing: VoiceListing) -> bool:
    """Whether a voice speaks English."""
    return listing.language.startswith("en")


def strip_unspeakable(text: str, english: bool) -> tuple[str, tuple[str, ...]]:
    """The text as a voice can read it, and the pieces that it can't pronounce.

    >>> strip_unspeakable("He said 愛してる 😀 to Việt.", english=True)
    ('He said to Viet.', ('愛してる', '😀'))
    """
    spoken, unspoken = "", []
    # Lone surrogates cannot be encoded; they become question marks.
    for is_speakable, run in _split_runs(text.encode(errors="replace").decode().translate(MISREAD_CHARACTERS), english):
        if not is_speakable:
            unspoken.append(run)
        spoken += "".join(_to_latin(character) if english else character for character in run) if is_speakable else " "
    return " ".join(spoken.split()), tuple(unspoken)


def _split_runs(text: str, english: bool) -> list[tuple[bool, str]]:
    """The text in runs of pronounceable and other characters; a joining character belongs to the one before."""
    runs: list[tuple[bool, str]] = []
    for character in unicodedata.normalize("NFC", text):
        joins = runs and not character.isascii() and unicodedata.category(character) in JOINING_CATEGORIES
        is_speakable = runs[-1][0] if joins else _is_pronounceable(character, english)
        if runs and runs[-1][0] == is_speakable:
            runs[-1] = (is_speakable, runs[-1][1] + character)
        else:
            runs.append((is_speakable, character))
    return [(is_speakable or _is_greek_letter(run), run) for is_speakable, run in runs]


def _is_pronounceable(character: str, english: bool) -> bool:
    if character.isascii():
        return True
    category = unicodedata.category(character)
    if category in UNSPOKEN_CATEGORIES:
        return character in SPOKEN_SYMBOLS
    if category[0] in "LN" and english:
        return (
            character <= LAST_KNOWN_LETTER
            or _to_latin(character).isascii()
            or unicodedata.name(character, "").startswith(READABLE_SCRIPTS)
        )
    return True


def _is_greek_letter(run: str) -> bool:
    # A single letter is a symbol, which is read by its name; a word would be spelled.
    return len(run) == 1 and unicodedata.name(run, "").startswith("GREEK")


def _to_latin(character: str) -> str:
    """The Latin letters or digits of a rarer form, which espeak would read as "letter one e c seven"."""
    if character <= LAST_KNOWN_LETTER or not character.isalnum():
        return character
    base = "".join(part for part in unicodedata.normalize("NFKD", character) if not unicodedata.combining(part))
    return base if base.isascii() else character


def _start_errors() -> tuple[type[Exception], ...]:
    # COM errors have a class that only exists on Windows.
    com_error: type[Exception] = getattr(_ctypes, "COMError", OSError)
    return (ImportError, OSError, RuntimeError, AttributeError, KeyError, ValueError, com_error)
