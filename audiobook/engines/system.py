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

from audiobook.audio.pcm import pcm, trimmed
from audiobook.engines import espeak_library
from audiobook.engines.voice_effects import asked_pace, shaped
from audiobook.errors import EngineUnavailableError, SpeechError
from audiobook.model import Clip, Line, VoiceListing
from audiobook.text.normalization.options import EVERYTHING
from audiobook.text.suggest import suggestion

PACKAGE = "pyttsx3"
# pyttsx3's own choice for each system.
DRIVER = {"darwin": "nsss", "win32": "sapi5"}.get(sys.platform, "espeak")
WORDS_PER_MINUTE = 175
# Of a clip that holds nothing; real ones carry the rate of their file.
RATE = 22_050
TRIES = 3
# At their own pace voices take 0.05 seconds a letter and more; a clip that has less than this was cut off.
SHORTEST_SECONDS_PER_LETTER = 0.005
# How long espeak may take over an utterance on a machine with much else to do; it needs 0.0001 seconds a letter.
PATIENCE_SECONDS = 20.0
PATIENCE_SECONDS_PER_LETTER = 0.02
# How long a file may take to be complete once its driver has said that it is.
SETTLING_SECONDS = 0.5
# What Windows writes around the name of a voice: "Microsoft Zira Desktop - English (United States)".
TRIMMINGS = re.compile(r"\bmicrosoft\b|\bdesktop\b|\bmobile\b| - .*")
# What espeak's English voices do with signs that are not theirs, found by asking them for their phonemes. These scripts
# they read by the rules of their languages ...
SCRIPTS = (
    *("HANGUL", "DEVANAGARI", "BENGALI", "GUJARATI", "GURMUKHI", "TAMIL", "KANNADA", "MALAYALAM", "SINHALA"),
    *("GEORGIAN", "ARMENIAN", "SHAVIAN"),
)
# ... all others they spell: "Japanese letter, Japanese letter". Of Latin letters they know those up to here.
LAST_KNOWN_LETTER = "\u017e"
# Half of all pictures have no sound, and the names of the others are cut short: "face", "red" for a heart.
UNSAID = ("So", "Sm", "Sc", "Co", "Cn")
SAID_SYMBOLS = "°©®™№¬±×÷←↑→↓∞≈≠≤≥√¢£¤¥€₩₹"
# Signs that come after another and go with it: accents, joiners, skin tones.
JOINING = ("Mn", "Me", "Cf", "Sk")
# Said as "tilde", "asterisk", "backslash" and "Japanese symbol"; control signs, by which espeak takes commands; and
# letters that are apostrophes.
MISREAD = str.maketrans(dict.fromkeys([*map(chr, range(32)), "\x7f", *"~*\\・"], " ") | dict.fromkeys("ʼʻ", "'"))
# Ordinary English voices of macOS and Windows, for a machine whose own voice speaks another language.
ORDINARY = ("samantha", "daniel", "alex", "zira", "david")


class SystemEngine:
    """Speaks with pyttsx3, one utterance at a time, by way of a temporary file.

    espeak's voice wavers by 2 Hz in a pattern that runs on from line to line, so a line spoken twice differs by a few
    samples; the same lines in the same order in a new process are the same bytes.
    """

    name = "system"
    # espeak's readings are listed in docs/engines.md; of the voices of other systems nothing is known.
    needs = EVERYTHING

    def __init__(self) -> None:
        self._engine: Any = None
        self._known: tuple[tuple[VoiceListing, str], ...] = ()
        self._own_voice = ""
        self._finished = threading.Event()
        self._troubles: list[str] = []

    @property
    def default_voice(self) -> str:
        """American English on espeak; elsewhere the person's own system voice, or one that speaks English."""
        if DRIVER == "espeak":
            return "en-us"
        names = [listing.name for listing in self.voices() if is_english(listing)]
        wanted = [listing.name for listing, identifier in self._known if identifier == self._own_voice]
        return next((name for name in (*wanted, *ORDINARY, *names) if name in names), "")

    def voices(self) -> tuple[VoiceListing, ...]:
        """The voices of this machine, English ones first; () where pyttsx3 cannot start."""
        try:
            self._start()
        except EngineUnavailableError:
            return ()
        return tuple(listing for listing, _ in self._known)

    def fingerprint(self, voice: str) -> str:
        """The versions of pyttsx3 and of the package that brings espeak, or the name of the system's driver."""
        below = f"espeakng-loader {_version('espeakng-loader')}" if DRIVER == "espeak" else DRIVER
        return f"{PACKAGE} {_version(PACKAGE)} {below} {voice}"

    def speak(self, line: Line) -> Clip:
        """The sound of a line at the rate of the voice, 22.05 kHz on espeak, which goes no slower than a pace of 0.46.

        What an English voice would spell out sign by sign is left unspoken: scripts it cannot read, and pictures.
        """
        if not _sounds(line.spoken):
            return _nothing(parted(line.spoken, english=True)[1])
        listing, identifier = self._voice(line.voice.name)
        text, unspoken = parted(line.spoken, is_english(listing))
        if not _sounds(text):
            return _nothing(unspoken)
        self._take("voice", identifier)
        self._take("rate", round(WORDS_PER_MINUTE * asked_pace(line.voice)))
        samples, rate = self._spoken(text, line)
        return Clip(samples, rate, unspoken)

    def close(self) -> None:
        """Lets go of pyttsx3's engine."""
        if self._engine is not None:
            self._wait_until_idle(PATIENCE_SECONDS)
        self._engine = None
        self._known = ()

    def _start(self) -> None:
        if self._engine is not None:
            return
        if DRIVER == "espeak":
            espeak_library.load_library()
        try:
            with espeak_library.quiet():
                import pyttsx3

                engine = pyttsx3.init(DRIVER)
                # Until told that it is not busy, a new engine puts off every change of voice and rate.
                engine.proxy.setBusy(False)
                self._known = listings(engine.getProperty("voices"))
                self._own_voice = str(engine.getProperty("voice"))
        except _start_errors() as error:
            packages = "pyttsx3 espeakng-loader" if DRIVER == "espeak" else "pyttsx3"
            problem = f"pyttsx3 cannot start this system's voices: {error}; run: pip install {packages}"
            raise EngineUnavailableError(problem) from error
        engine.connect("finished-utterance", lambda **_: self._finished.set())
        # Trap: pyttsx3 swallows what goes wrong in its queue, unless someone listens.
        engine.connect("error", lambda exception, **_: self._troubles.append(str(exception)))
        self._engine = engine

    def _voice(self, wanted: str) -> tuple[VoiceListing, str]:
        self._start()
        for listing, identifier in self._known:
            if wanted.lower() in (listing.name, identifier.lower()):
                return listing, identifier
        # Trap: given an unknown voice, pyttsx3 goes on with the one before.
        names = [listing.name for listing, _ in self._known]
        raise EngineUnavailableError(f"the system has no voice {wanted!r}{suggestion(wanted, names)}")

    def _take(self, setting: str, value: str | int) -> None:
        """Has the driver take a setting, and makes sure that it has: straight after an utterance it may be lost."""
        for _ in range(TRIES):
            self._wait_until_idle(PATIENCE_SECONDS)
            if self._is(setting, value):
                return
            with espeak_library.quiet():
                self._engine.setProperty(setting, value)
        self._wait_until_idle(PATIENCE_SECONDS)
        if not self._is(setting, value):
            raise SpeechError(f"the system's voice will not take the {setting} {value}")

    def _is(self, setting: str, value: str | int) -> bool:
        if isinstance(value, str):
            return bool(self._engine.getProperty(setting) == value)
        rate = espeak_library.current_rate() if DRIVER == "espeak" else self._engine.getProperty(setting)
        return abs(float(rate) - value) < 1

    def _spoken(self, text: str, line: Line) -> tuple[NDArray[np.int16], int]:
        shortest = sum(map(str.isalnum, text)) * SHORTEST_SECONDS_PER_LETTER / max(1.0, line.voice.pace)
        for _ in range(TRIES):
            wave, rate = self._recorded(text)
            samples = trimmed(pcm(shaped(wave, rate, line.voice), line.voice.gain), rate)
            # Trap: now and then the file has no sound, and nobody says so.
            if len(samples) > shortest * rate:
                return samples, rate
        reasons = "".join(f" ({trouble})" for trouble in self._troubles[-1:])
        raise SpeechError(f"the system's voice {line.voice.name} gave no sound for “{text[:60]}”{reasons}")

    def _recorded(self, text: str) -> tuple[NDArray[np.float32], int]:
        self._finished.clear()
        self._troubles.clear()
        self._wait_until_idle(PATIENCE_SECONDS)
        with temporary_file() as file, espeak_library.quiet():
            # Trap: unless it is busy while it is given its orders, pyttsx3 carries them out before its loop begins:
            # macOS then breaks the speech off, and espeak's loop runs for ever if the disk is full.
            self._engine.proxy.setBusy(True)
            self._engine.save_to_file(espeak_library.WholeText(text) if DRIVER == "espeak" else text, str(file))
            self._engine.runAndWait()
            self._wait_for(file, PATIENCE_SECONDS + len(text) * PATIENCE_SECONDS_PER_LETTER)
            return samples_in(file)

    def _wait_for(self, file: Path, seconds: float) -> None:
        """Waits for the file to be written, for at most `seconds`."""
        if DRIVER == "espeak":
            # Trap: pyttsx3 returns after a hundredth of a second, whether the file is there or not. That libespeak has
            # nothing left to do tells of a file that could not be written; then there is no finished-event.
            deadline = time.monotonic() + seconds
            while not self._finished.wait(0.001) and espeak_library.is_busy() and time.monotonic() < deadline:
                pass
            self._finished.wait(SETTLING_SECONDS)
            return
        deadline, size, before = time.monotonic() + SETTLING_SECONDS, 0, -1
        while (size == 0 or size != before) and time.monotonic() < deadline:
            time.sleep(0.01)
            size, before = file.stat().st_size if file.exists() else 0, size

    def _wait_until_idle(self, seconds: float) -> None:
        if DRIVER == "espeak":
            espeak_library.wait_until_idle(seconds)


@contextlib.contextmanager
def temporary_file() -> Iterator[Path]:
    """A place for one sound file, which is gone afterwards; on Linux even where the process is killed."""
    if DRIVER == "espeak" and espeak_library.memory_files_work():
        with espeak_library.memory_file() as file:
            yield file
        return
    # On Windows the file may still be held open.
    with tempfile.TemporaryDirectory(prefix="audiobook-", ignore_cleanup_errors=True) as folder:
        yield Path(folder) / ("speech.aiff" if DRIVER == "nsss" else "speech.wav")


def samples_in(file: Path) -> tuple[NDArray[np.float32], int]:
    """The first channel of a sound file of any kind, and its rate; nothing where it cannot be read."""
    import soundfile

    try:
        wave, rate = soundfile.read(file, dtype="float32", always_2d=True)
    except RuntimeError:
        return np.zeros(0, np.float32), RATE
    return wave[:, 0], int(rate)


def listings(voices: Iterable[Any]) -> tuple[tuple[VoiceListing, str], ...]:
    """pyttsx3's voices, English ones first, with names that can be typed; each with pyttsx3's identifier for it."""
    found: dict[str, tuple[VoiceListing, str]] = {}
    for voice in voices:
        language = str(next(iter(voice.languages or ()), "") or "").replace("_", "-").lower()
        name = short_name(voice)
        names = (name, f"{name}-{language}", *(f"{name}-{number}" for number in range(2, 1000)))
        free = next(each for each in names if each not in found)
        gender = re.search(r"female|male", str(voice.gender or "").lower())
        listing = VoiceListing("system", free, language, gender.group() if gender else "", str(voice.name or ""))
        found[free] = (listing, str(voice.id))
    return tuple(sorted(found.values(), key=lambda each: (not is_english(each[0]), each[0].name)))


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
    plain = TRIMMINGS.sub(" ", str(voice.name or voice.id).lower())
    return re.sub(r"[\W_]+", "-", plain).strip("-") or "voice"


def is_english(listing: VoiceListing) -> bool:
    """Whether a voice is one for English."""
    return listing.language.startswith("en")


def parted(text: str, english: bool) -> tuple[str, tuple[str, ...]]:
    """The text as a voice can say it, and the pieces it cannot say.

    >>> parted("He said 愛してる 😀 to Việt.", english=True)
    ('He said to Viet.', ('愛してる', '😀'))
    """
    said, unspoken = "", []
    # Halves of surrogate pairs cannot be encoded: they become question marks.
    for speakable, run in _runs(text.encode(errors="replace").decode().translate(MISREAD), english):
        if not speakable:
            unspoken.append(run)
        said += "".join(_plain(sign) if english else sign for sign in run) if speakable else " "
    return " ".join(said.split()), tuple(unspoken)


def _runs(text: str, english: bool) -> list[tuple[bool, str]]:
    """The text cut where signs that can be said meet signs that cannot; a joining sign belongs to the one before."""
    runs: list[tuple[bool, str]] = []
    for sign in unicodedata.normalize("NFC", text):
        joins = runs and not sign.isascii() and unicodedata.category(sign) in JOINING
        speakable = runs[-1][0] if joins else _can_be_said(sign, english)
        if runs and runs[-1][0] == speakable:
            runs[-1] = (speakable, runs[-1][1] + sign)
        else:
            runs.append((speakable, sign))
    return [(speakable or _is_greek_letter(run), run) for speakable, run in runs]


def _can_be_said(sign: str, english: bool) -> bool:
    if sign.isascii():
        return True
    category = unicodedata.category(sign)
    if category in UNSAID:
        return sign in SAID_SYMBOLS
    if category[0] in "LN" and english:
        return sign <= LAST_KNOWN_LETTER or _plain(sign).isascii() or unicodedata.name(sign, "").startswith(SCRIPTS)
    return True


def _is_greek_letter(run: str) -> bool:
    # One is a symbol, and said by its name; words would be spelled.
    return len(run) == 1 and unicodedata.name(run, "").startswith("GREEK")


def _plain(sign: str) -> str:
    """The Latin letters or digits that a rarer form of them stands for: espeak calls it "letter one e c seven"."""
    if sign <= LAST_KNOWN_LETTER or not sign.isalnum():
        return sign
    base = "".join(part for part in unicodedata.normalize("NFKD", sign) if not unicodedata.combining(part))
    return base if base.isascii() else sign


def _nothing(unspoken: tuple[str, ...]) -> Clip:
    return Clip(np.zeros(0, np.int16), RATE, unspoken)


def _sounds(text: str) -> bool:
    return any(character.isalnum() for character in text)


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "missing"


def _start_errors() -> tuple[type[Exception], ...]:
    # Windows' COM errors have a class of their own, which exists only there.
    com_error: type[Exception] = getattr(_ctypes, "COMError", OSError)
    return (ImportError, OSError, RuntimeError, AttributeError, KeyError, ValueError, com_error)
