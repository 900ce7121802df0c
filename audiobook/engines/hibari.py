"""The default narrator: hibari-tts, a neural voice that comes inside its wheel and needs no download."""

from __future__ import annotations

import os
import re
import zlib
from collections import Counter
from collections.abc import Iterable, Mapping
from importlib.metadata import PackageNotFoundError, version
from typing import Any

import numpy as np
from numpy.typing import NDArray

from audiobook.audio.pcm import pcm, trimmed
from audiobook.engines.hibari_text import NEEDS, prepared, unknown_to_hibari, with_phonemes, without
from audiobook.engines.voice_effects import asked_pace, shaped
from audiobook.engines.voice_effects.contour import Contour
from audiobook.errors import EngineUnavailableError, SpeechError
from audiobook.model import Clip, Line, Voice, VoiceListing
from audiobook.text.normalization.expressive import BROKEN_OFF, STUTTER, is_stutter, is_whole, murmur
from audiobook.text.pronunciation.british import british_sounds
from audiobook.text.pronunciation.endings import with_ending
from audiobook.text.pronunciation.heteronyms.locate import heteronyms_of
from audiobook.text.pronunciation.substitution import respelled, substituted
from audiobook.text.pronunciation.values import Heteronyms, Pronounced, Reading, is_phonemes
from audiobook.text.suggest import suggestion

PACKAGE = "hibari-tts"
# The model was trained on at most 510 phonemes a call, and is at its best well under that.
MOST_PHONEMES = 400
# Between the parts of a sentence that had to be cut.
CLAUSE_PAUSE_SECONDS = 0.15
# hibari takes frames under this pitch for unvoiced.
VOICED_HZ = 40.0
VOWELS = frozenset("AIOQWYaeiouæɐɑɒɔəɛɜɪʊʌᵊᵻᵿ")
STRESS = "ˈˌ"


class HibariEngine:
    """Speaks with hibari's voices; each is loaded when its first line comes, and kept."""

    name = "hibari"
    default_voice = "heart"
    needs = NEEDS
    takes_phonemes = True

    def __init__(self) -> None:
        self._models: dict[str, Any] = {}

    def voices(self) -> tuple[VoiceListing, ...]:
        """The voice in the wheel, and those of hibari's other voices that have been fetched before."""
        try:
            from hibari.voices import VOICES, voice_path
        except ImportError:
            return ()
        found = []
        for name, facts in VOICES.items():
            try:
                voice_path(name, download_missing=False)
            except FileNotFoundError:
                continue
            description = f"{facts['accent']} English, {facts['gender']}"
            found.append(VoiceListing(self.name, name, facts["language"], facts["gender"], description))
        return tuple(found)

    def fingerprint(self, voice: str) -> str:
        """The package's version: it pins the model's bytes too."""
        try:
            return f"{PACKAGE} {version(PACKAGE)} {voice}"
        except PackageNotFoundError:
            return f"{PACKAGE} missing"

    def speak(self, line: Line) -> Clip:
        """The sound of a line at 24 kHz; the same line gives the same samples."""
        model = self.model(line.voice.name)
        text, unspoken = prepare_line(model, line)
        rate = int(model.sample_rate)
        if not any(character.isalnum() for character in text):
            return Clip(np.zeros(0, np.int16), rate, unspoken)
        samples = self._spoken(model, text, line)
        if len(samples) == 0:
            raise SpeechError(f"hibari gave no sound for “{line.spoken[:60]}”")
        return Clip(samples, rate, unspoken)

    def phonemes(self, line: Line) -> str:
        """What the voice is given for a line."""
        return line_phonemes(self.model(line.voice.name), line)

    def close(self) -> None:
        """Lets go of the loaded models."""
        self._models.clear()

    def model(self, voice: str) -> Any:
        """The loaded model of a voice; raises EngineUnavailableError where it is not on this machine."""
        if voice not in self._models:
            names = [listing.name for listing in self.voices()]
            if not names:
                raise EngineUnavailableError("the package hibari-tts is not installed; run: pip install hibari-tts")
            if voice not in names:
                raise EngineUnavailableError(f"hibari has no voice {voice!r} on this machine{suggestion(voice, names)}")
            self._models[voice] = _loaded(voice)
        return self._models[voice]

    def _spoken(self, model: Any, text: str, line: Line) -> NDArray[np.int16]:
        # The noise in the voice is drawn from the text itself, so that a line sounds the same in every run.
        seed = zlib.crc32(text.encode())
        random = np.random.default_rng([seed, line.take] if line.take else seed)
        pause = np.zeros(int(model.sample_rate * CLAUSE_PAUSE_SECONDS), np.int16)
        parts: list[NDArray[np.int16]] = []
        for phonemes in phoneme_chunks(phonemes_of(model, text, line.pronounced, line.heteronyms)):
            wave = _wave(model, phonemes, line.voice, random)
            parts += [pause, trimmed(pcm(wave, line.voice.gain), model.sample_rate)]
        return np.concatenate(parts[1:]) if parts else pause[:0]


def _wave(model: Any, phonemes: str, voice: Voice, random: np.random.Generator) -> NDArray[np.floating]:
    from hibari import dsp

    ids = model.ids(phonemes)
    # Nothing but the two signs that stand around every text.
    if len(ids) < 3:
        return np.zeros(0, np.float32)
    found = model.sess.run(
        None, {"ids": np.asarray([ids], np.int64), "speed": np.asarray([asked_pace(voice)], np.float32)}
    )
    *spectra, hertz = [each[0] for each in found]
    wave: NDArray[np.floating] = dsp.synth(*spectra, hertz, random)
    # The network tells its own pitch, so that nothing needs to be tracked.
    return shaped(wave, model.sample_rate, voice, Contour(np.where(hertz > VOICED_HZ, hertz, 0.0), dsp.HOP))


def prepare_line(model: Any, line: Line) -> tuple[str, tuple[str, ...]]:
    """A line's text as hibari should be given it, and the pieces of it that hibari has no sounds for."""
    unspoken = unknown_to_hibari(line.spoken)
    text = prepared(without(line.spoken, unspoken))
    return text, unspoken + mute_words(model, text)


def line_phonemes(model: Any, line: Line) -> str:
    """The phonemes of a line, "" where it has nothing to say; raises SpeechError where hibari cannot read it."""
    text, _ = prepare_line(model, line)
    if not any(character.isalnum() for character in text):
        return ""
    return phonemes_of(model, text, line.pronounced, line.heteronyms)


def mute_words(model: Any, text: str) -> tuple[str, ...]:
    """The words with signs beyond ASCII of which the phonemizer makes nothing: turned letters, private signs."""
    strange = (word for word in text.split() if not word.isascii() and any(sign not in KNOWN_SIGNS for sign in word))
    return tuple(word for word in strange if not model.g2p(word).strip(SILENT_PHONEMES))


# Signs that stand in half of all sentences and need no asking.
KNOWN_SIGNS = frozenset("’‘“”…—–") | frozenset(map(chr, range(128)))
SILENT_PHONEMES = ' .,;:!?…—"“”()'


def _loaded(voice: str) -> Any:
    # onnxruntime reports its use to its makers unless told not to; nothing may leave this machine.
    os.environ.setdefault("ORT_DISABLE_TELEMETRY", "1")
    from hibari import Hibari

    try:
        return Hibari(voice=voice, threads=1)
    except (RuntimeError, OSError) as error:
        raise EngineUnavailableError(f"hibari's voice {voice!r} cannot be loaded: {error}") from error


def readings(words: Iterable[str]) -> dict[str, Reading]:
    """How hibari reads each of these words by itself, and whether its dictionary has the word or it guesses."""
    from hibari.g2p import G2P

    g2p = G2P()
    return {word: _reading(g2p, word) for word in words}


# How sure hibari's phonemizer is of a word that it had to guess, and of one whose phonemes it is given.
GUESSED, SET = 2, 5
# What hibari parts from the word before it.
POSSESSIVE = "'s"


def _reading(g2p: Any, word: str) -> Reading:
    marked = with_phonemes(prepared(word))
    tokens = g2p.phonemize_tokens(g2p.tokenize(marked))
    known = all(token.rating is not None and token.rating > GUESSED for token in tokens)
    return Reading("".join((token.phonemes or "") + token.whitespace for token in tokens).strip(), known)


def phonemes_of(model: Any, text: str, pronounced: Pronounced = (), heteronyms: Heteronyms | None = None) -> str:
    """The phonemes of a prepared text, as one string; raises SpeechError where hibari cannot read it.

    Without `heteronyms` they are found in the text itself.
    """
    if heteronyms is None:
        heteronyms = heteronyms_of(text, pronounced)
    names = tuple((word, said) for word, said in pronounced if is_phonemes(said))
    text = respelled(text, tuple((word, said) for word, said in pronounced if not is_phonemes(said)))
    # The g2p is asked for the whole sentence: hibari's own splitter would put half a second after each "…".
    try:
        marked = with_phonemes(_with_stutters(model, text, dict(names)))
        marked = substituted(marked, names, lambda word, said: f"[{word}]({said})")
        phonemes = _phonemized(model.g2p, marked, heteronyms)
    except (IndexError, KeyError, ValueError, TypeError) as error:
        raise SpeechError(f"hibari cannot read “{text[:60]}”: {error!r}") from error
    return re.sub(r"\s+([.,;:!?…])", r"\1", " ".join(phonemes.split()))


def _phonemized(g2p: Any, marked: str, heteronyms: Heteronyms) -> str:
    """The phonemes of a text, those of heteronyms put in once the words' parts of speech are known to hibari."""
    if not heteronyms:
        return str(g2p(marked))
    from hibari.g2p.normalize import normalize

    tokens = g2p.tokenize(normalize(marked))
    said = {(word.lower(), place): how for word, place, how in heteronyms}
    told = Counter[str]()
    for token, following in zip(tokens, [*tokens[1:], None], strict=True):
        word = token.text.lower()
        how = said.get((word, told[word]))
        told[word] += 1
        # What has phonemes already is a name that somebody set, or a stutter.
        if how and token.phonemes is None:
            if following is not None and following.text.lower() == POSSESSIVE and not token.whitespace:
                how = with_ending(how, POSSESSIVE)
                _set(following, "")
            _set(token, british_sounds(how.strip("/")) if g2p.british else how.strip("/"))
    spoken = g2p.phonemize_tokens(tokens)
    return "".join((token.phonemes or "") + (" " if token.whitespace else "") for token in spoken)


def _set(token: Any, phonemes: str) -> None:
    token.phonemes, token.rating = phonemes, SET


def _with_stutters(model: Any, text: str, names: Mapping[str, str]) -> str:
    """The text with broken-off word beginnings as phonemes: "H… Hi" begins with a breath of Hi, not with "aitch"."""

    def broken_off(match: re.Match[str]) -> str:
        word, bits = match["word"], re.findall(r"[A-Za-z]+", match["bits"])
        if not all(is_stutter(bit, word) for bit in bits):
            return match.group()
        whole = names[word].strip("/") if word in names else model.g2p(word)
        return "".join(_breath(bit, word, whole) for bit in bits)

    def first_sound(match: re.Match[str]) -> str:
        return f"[{match['bit']}](/{onset(model.g2p(murmur(match['bit'])))}/)"

    return BROKEN_OFF.sub(first_sound, STUTTER.sub(broken_off, text))


def _breath(bit: str, word: str, whole: str) -> str:
    # "I-I'm" says its first word twice; a shorter bit is no word, and hibari would say the letter's name.
    return f"{bit}, " if is_whole(bit, word) else f"[{bit}](/{onset(whole)}/), "


def onset(phonemes: str) -> str:
    """How a word sounds that breaks off at once: its first consonants and a murmur, or its first vowel.

    >>> onset("hˈI"), onset("ˈæm"), onset("stˈɑp")
    ('hə', 'æ', 'stə')
    """
    bare = phonemes.translate({ord(mark): None for mark in STRESS})
    consonants = ""
    for sound in bare:
        if sound in VOWELS:
            return f"{consonants}ə" if consonants else sound
        consonants += sound
    return bare


def phoneme_chunks(phonemes: str, most: int = MOST_PHONEMES) -> tuple[str, ...]:
    """The phonemes of a sentence in pieces of at most `most`, cut after a clause, else between words."""
    if len(phonemes) <= most:
        return (phonemes,) if phonemes.strip() else ()
    middle = len(phonemes) // 2
    cuts = [match.end() for match in re.finditer(r"[,;:—…]\s+", phonemes)]
    cuts = cuts or [match.end() for match in re.finditer(r"\s+", phonemes)] or [middle]
    cut = min(cuts, key=lambda at: abs(at - middle))
    return phoneme_chunks(phonemes[:cut].strip(), most) + phoneme_chunks(phonemes[cut:].strip(), most)
