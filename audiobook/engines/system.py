"""The voices of the operating system through pyttsx3; on Linux those of espeak-ng, whose library comes in a package.

pyttsx3 2.99 has a number of traps; each is named where it is kept clear of, here and in `espeak_library`.
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
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from audiobook.audio.pcm import to_pcm, trim_silence
from audiobook.engines import espeak_library
from audiobook.engines.protocol import Engine
from audiobook.engines.voice_effects import engine_pace, shape_voice
from audiobook.errors import EngineUnavailableError, SpeechError
from audiobook.model import Clip, Utterance, VoiceListing
from audiobook.text.normalization.options import ALL_OPTIONS
from audiobook.text.suggest import format_suggestion

PYTTSX3_PACKAGE = "pyttsx3"
# pyttsx3's own choice for each system.
DRIVER = {"darwin": "nsss", "win32": "sapi5"}.get(sys.platform, "espeak")
WORDS_PER_MINUTE = 175
# Of a clip that holds nothing; real ones carry the rate of their file.
SAMPLE_RATE = 22_050
MAX_ATTEMPTS = 3
# At their own pace voices take 0.05 seconds a letter and more; a clip that has less than this was cut off.
MIN_SECONDS_PER_LETTER = 0.005
# How long espeak may take over an utterance on a machine with much else to do; it needs 0.0001 seconds a letter.
TIMEOUT_SECONDS = 20.0
TIMEOUT_SECONDS_PER_LETTER = 0.02
# How long a file may take to be complete once its driver has said that it is.
SETTLING_SECONDS = 0.5
# What Windows writes around the name of a voice: "Microsoft Zira Desktop - English (United States)".
NAME_DECORATIONS = re.compile(r"\bmicrosoft\b|\bdesktop\b|\bmobile\b| - .*")
# What espeak's English voices do with signs that are not theirs, found by asking them for their phonemes. These scripts
# they read by the rules of their languages ...
READABLE_SCRIPTS = (
    *("HANGUL", "DEVANAGARI", "BENGALI", "GUJARATI", "GURMUKHI", "TAMIL", "KANNADA", "MALAYALAM", "SINHALA"),
    *("GEORGIAN", "ARMENIAN", "SHAVIAN"),
)
# ... all others they spell: "Japanese letter, Japanese letter". Of Latin letters they know those up to here.
LAST_KNOWN_LETTER = "\u017e"
# Half of all pictures have no sound, and the names of the others are cut short: "face", "red" for a heart.
UNSPOKEN_CATEGORIES = ("So", "Sm", "Sc", "Co", "Cn")
SPOKEN_SYMBOLS = "°©®™№¬±×÷←↑→↓∞≈≠≤≥√¢£¤¥€₩₹"
# Signs that come after another and go with it: accents, joiners, skin tones.
JOINING_CATEGORIES = ("Mn", "Me", "Cf", "Sk")
# Said as "tilde", "asterisk", "backslash" and "Japanese symbol"; control signs, by which espeak takes commands; and
# letters that are apostrophes.
MISREAD_CHARACTERS = str.maketrans(
    dict.fromkeys([*map(chr, range(32)), "\x7f", *"~*\\・"], " ") | dict.fromkeys("ʼʻ", "'")
)
# Ordinary English voices of macOS and Windows, for a machine whose own voice speaks another language.
COMMON_ENGLISH_VOICES = ("samantha", "daniel", "alex", "zira", "david")


class SystemEngine(Engine):
    """Speaks with pyttsx3, one utterance at a time, by way of a temporary file.

    espeak's voice wavers by 2 Hz in a pattern that runs on from line to line, so a line spoken twice differs by a few
    samples; the same lines in the same order in a new process are the same bytes.
    """

    name = "system"
    # espeak's readings are listed in docs/engines.md; of the voices of other systems nothing is known.
    needs = ALL_OPTIONS

    def __init__(self) -> None:
        self._engine: Any = None
        self._listings: tuple[tuple[VoiceListing, str], ...] = ()
        self._system_voice = ""
        self._finished = threading.Event()
        self._errors: list[str] = []

    @property
    def default_voice(self) -> str:
        """American English on espeak; elsewhere the person's own system voice, or one that speaks English."""
        if DRIVER == "espeak":
            return "en-us"
        names = [listing.name for listing in self.voices() if is_english(listing)]
        system_voices = [listing.name for listing, identifier in self._listings if identifier == self._system_voice]
        return next((name for name in (*system_voices, *COMMON_ENGLISH_VOICES, *names) if name in names), "")

    def voices(self) -> tuple[VoiceListing, ...]:
        """The voices of this machine, English ones first; () where pyttsx3 cannot start."""
        try:
            self._start()
        except EngineUnavailableError:
            return ()
        return tuple(listing for listing, _ in self._listings)

    def fingerprint(self, voice: str) -> str:
        """The versions of pyttsx3 and of the package that brings espeak, or the name of the system's driver."""
        driver_version = f"espeakng-loader {_package_version('espeakng-loader')}" if DRIVER == "espeak" else DRIVER
        return f"{PYTTSX3_PACKAGE} {_package_version(PYTTSX3_PACKAGE)} {driver_version} {voice}"

    def speak(self, utterance: Utterance) -> Clip:
        """The sound of a line at the rate of the voice, 22.05 kHz on espeak, which goes no slower than a pace of 0.46.

        What an English voice would spell out sign by sign is left unspoken: scripts it cannot read, and pictures.
        """
        if not _has_letters(utterance.spoken):
            return _silent_clip(strip_unspeakable(utterance.spoken, english=True)[1])
        listing, identifier = self._find_voice(utterance.voice.name)
        text, unspoken = strip_unspeakable(utterance.spoken, is_english(listing))
        if not _has_letters(text):
            return _silent_clip(unspoken)
        self._apply_setting("voice", identifier)
        self._apply_setting("rate", round(WORDS_PER_MINUTE * engine_pace(utterance.voice)))
        samples, rate = self._synthesize(text, utterance)
        return Clip(samples, rate, unspoken)

    def close(self) -> None:
        """Lets go of pyttsx3's engine."""
        if self._engine is not None:
            self._wait_until_idle(TIMEOUT_SECONDS)
        self._engine = None
        self._listings = ()

    def _start(self) -> None:
        if self._engine is not None:
            return
        if DRIVER == "espeak":
            espeak_library.load_library()
        try:
            with espeak_library.silence_output():
                import pyttsx3

                engine = pyttsx3.init(DRIVER)
                # Until told that it is not busy, a new engine puts off every change of voice and rate.
                engine.proxy.setBusy(False)
                self._listings = build_listings(engine.getProperty("voices"))
                self._system_voice = str(engine.getProperty("voice"))
        except _start_errors() as error:
            packages = "pyttsx3 espeakng-loader" if DRIVER == "espeak" else "pyttsx3"
            problem = f"pyttsx3 cannot start this system's voices: {error}; run: pip install {packages}"
            raise EngineUnavailableError(problem) from error
        engine.connect("finished-utterance", lambda **_: self._finished.set())
        # Trap: pyttsx3 swallows what goes wrong in its queue, unless someone listens.
        engine.connect("error", lambda exception, **_: self._errors.append(str(exception)))
        self._engine = engine

    def _find_voice(self, name: str) -> tuple[VoiceListing, str]:
        self._start()
        for listing, identifier in self._listings:
            if name.lower() in (listing.name, identifier.lower()):
                return listing, identifier
        # Trap: given an unknown voice, pyttsx3 goes on with the one before.
        names = [listing.name for listing, _ in self._listings]
        raise EngineUnavailableError(f"the system has no voice {name!r}{format_suggestion(name, names)}")

    def _apply_setting(self, setting: str, value: str | int) -> None:
        """Has the driver take a setting, and makes sure that it has: straight after an utterance it may be lost."""
        for _ in range(MAX_ATTEMPTS):
            self._wait_until_idle(TIMEOUT_SECONDS)
            if self._has_setting(setting, value):
                return
            with espeak_library.silence_output():
                self._engine.setProperty(setting, value)
        self._wait_until_idle(TIMEOUT_SECONDS)
        if not self._has_setting(setting, value):
            raise SpeechError(f"the system's voice will not take the {setting} {value}")

    def _has_setting(self, setting: str, value: str | int) -> bool:
        if isinstance(value, str):
            return bool(self._engine.getProperty(setting) == value)
        rate = espeak_library.current_rate() if DRIVER == "espeak" else self._engine.getProperty(setting)
        return abs(float(rate) - value) < 1

    def _synthesize(self, text: str, utterance: Utterance) -> tuple[NDArray[np.int16], int]:
        min_seconds = sum(map(str.isalnum, text)) * MIN_SECONDS_PER_LETTER / max(1.0, utterance.voice.pace)
        for _ in range(MAX_ATTEMPTS):
            wave, rate = self._record(text)
            samples = trim_silence(to_pcm(shape_voice(wave, rate, utterance.voice), utterance.voice.gain), rate)
            # Trap: now and then the file has no sound, and nobody says so.
            if len(samples) > min_seconds * rate:
                return samples, rate
        reasons = "".join(f" ({error})" for error in self._errors[-1:])
        raise SpeechError(f"the system's voice {utterance.voice.name} gave no sound for “{text[:60]}”{reasons}")

    def _record(self, text: str) -> tuple[NDArray[np.float32], int]:
        self._finished.clear()
        self._errors.clear()
        self._wait_until_idle(TIMEOUT_SECONDS)
        with open_temporary_file() as file, espeak_library.silence_output():
            # Trap: unless it is busy while it is given its orders, pyttsx3 carries them out before its loop begins:
            # macOS then breaks the speech off, and espeak's loop runs for ever if the disk is full.
            self._engine.proxy.setBusy(True)
            self._engine.save_to_file(espeak_library.PaddedText(text) if DRIVER == "espeak" else text, str(file))
            self._engine.runAndWait()
            self._wait_for_file(file, TIMEOUT_SECONDS + len(text) * TIMEOUT_SECONDS_PER_LETTER)
            return read_samples(file)

    def _wait_for_file(self, file: Path, seconds: float) -> None:
        """Waits for the file to be written, for at most `seconds`."""
        if DRIVER == "espeak":
            # Trap: pyttsx3 returns after a hundredth of a second, whether the file is there or not. That libespeak has
            # nothing left to do tells of a file that could not be written; then there is no finished-event.
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
    """A place for one sound file, which is gone afterwards; on Linux even where the process is killed."""
    if DRIVER == "espeak" and espeak_library.can_use_memory_files():
        with espeak_library.open_memory_file() as file:
            yield file
        return
    # On Windows the file may still be held open.
    with tempfile.TemporaryDirectory(prefix="audiobook-", ignore_cleanup_errors=True) as folder:
        yield Path(folder) / ("speech.aiff" if DRIVER == "nsss" else "speech.wav")


def read_samples(file: Path) -> tuple[NDArray[np.float32], int]:
    """The first channel of a sound file of any kind, and its rate; nothing where it cannot be read."""
    import soundfile

    try:
        wave, rate = soundfile.read(file, dtype="float32", always_2d=True)
    except RuntimeError:
        return np.zeros(0, np.float32), SAMPLE_RATE
    return wave[:, 0], int(rate)


def build_listings(voices: Iterable[Any]) -> tuple[tuple[VoiceListing, str], ...]:
    """pyttsx3's voices, English ones first, with names that can be typed; each with pyttsx3's identifier for it."""
    listings_by_name: dict[str, tuple[VoiceListing, str]] = {}
    for voice in voices:
        language = str(next(iter(voice.languages or ()), "") or "").replace("_", "-").lower()
        name = short_name(voice)
        names = (name, f"{name}-{language}", *(f"{name}-{number}" for number in range(2, 1000)))
        unique_name = next(candidate for candidate in names if candidate not in listings_by_name)
        gender = re.search(r"female|male", str(voice.gender or "").lower())
        listing = VoiceListing("system", unique_name, language, gender.group() if gender else "", str(voice.name or ""))
        listings_by_name[unique_name] = (listing, str(voice.id))
    return tuple(
        sorted(listings_by_name.values(), key=lambda candidate: (not is_english(candidate[0]), candidate[0].name))
    )


def short_name(voice: Any) -> str:
    """What a person types for a voice: the end of espeak's identifier, else the name in small letters.

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
    """Whether a voice is one for English."""
    return listing.language.startswith("en")


def strip_unspeakable(text: str, english: bool) -> tuple[str, tuple[str, ...]]:
    """The text as a voice can say it, and the pieces it cannot say.

    >>> strip_unspeakable("He said 愛してる 😀 to Việt.", english=True)
    ('He said to Viet.', ('愛してる', '😀'))
    """
    spoken, unspoken = "", []
    # Halves of surrogate pairs cannot be encoded: they become question marks.
    for is_speakable, run in _split_runs(text.encode(errors="replace").decode().translate(MISREAD_CHARACTERS), english):
        if not is_speakable:
            unspoken.append(run)
        spoken += "".join(_to_latin(character) if english else character for character in run) if is_speakable else " "
    return " ".join(spoken.split()), tuple(unspoken)


def _split_runs(text: str, english: bool) -> list[tuple[bool, str]]:
    """The text cut where signs that can be said meet signs that cannot; a joining sign belongs to the one before."""
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
    # One is a symbol, and said by its name; words would be spelled.
    return len(run) == 1 and unicodedata.name(run, "").startswith("GREEK")


def _to_latin(character: str) -> str:
    """The Latin letters or digits that a rarer form of them stands for: espeak calls it "letter one e c seven"."""
    if character <= LAST_KNOWN_LETTER or not character.isalnum():
        return character
    base = "".join(part for part in unicodedata.normalize("NFKD", character) if not unicodedata.combining(part))
    return base if base.isascii() else character


def _silent_clip(unspoken: tuple[str, ...]) -> Clip:
    return Clip(np.zeros(0, np.int16), SAMPLE_RATE, unspoken)


def _has_letters(text: str) -> bool:
    return any(character.isalnum() for character in text)


def _package_version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "missing"


def _start_errors() -> tuple[type[Exception], ...]:
    # Windows' COM errors have a class of their own, which exists only there.
    com_error: type[Exception] = getattr(_ctypes, "COMError", OSError)
    return (ImportError, OSError, RuntimeError, AttributeError, KeyError, ValueError, com_error)
