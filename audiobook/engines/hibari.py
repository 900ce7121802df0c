"""The default engine: hibari-tts, a neural voice that comes in its wheel and needs no download."""

from __future__ import annotations

import importlib.util
import os
import re
import sys
import zlib
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from audiobook.audio.pcm import empty_clip, join_parts, to_pcm, trim_silence
from audiobook.engines.hibari_accents import find_word_symbols
from audiobook.engines.hibari_phonemizer import load_phonemizer
from audiobook.engines.hibari_synthesizer import HibariSynthesizer
from audiobook.engines.hibari_text import (
    REQUIRED_NORMALIZATION,
    add_inline_phonemes,
    find_unspeakable,
    prepare_text,
    remove_pieces,
)
from audiobook.engines.protocol import Engine
from audiobook.engines.voice_folders import package_version
from audiobook.errors import EngineUnavailableError, SpeechError
from audiobook.files.packages import package_folder
from audiobook.model import Clip, Utterance, VoiceListing
from audiobook.model.sound import Accents
from audiobook.model.text import has_words
from audiobook.text.normalization.expressive import (
    BROKEN_OFF_PATTERN,
    STUTTER_PATTERN,
    is_stutter,
    is_whole_word,
    spell_fragment,
)
from audiobook.text.pronunciation.british import to_british_phonemes
from audiobook.text.pronunciation.endings import append_ending
from audiobook.text.pronunciation.heteronyms.occurrences import find_heteronym_overrides
from audiobook.text.pronunciation.substitution import apply_respellings, substitute_words
from audiobook.text.pronunciation.values import HeteronymOverrides, Pronunciations, VoicePronunciation, is_phonemes
from audiobook.text.suggest import format_suggestion

HIBARI_PACKAGE, REGISTRY_MODULE = "hibari-tts", "hibari.voices"
# The model was trained on up to 510 phonemes per call, and sounds best well below that.
MAX_PHONEMES = 400
VOWELS = frozenset("AIOQWYaeiouæɐɑɒɔəɛɜɪʊʌᵊᵻᵿ")
STRESS = "ˈˌ"
# Characters that are too common to be tested one by one.
COMMON_CHARACTERS = frozenset("’‘“”…—–") | frozenset(map(chr, range(128)))
PUNCTUATION_PHONEMES = ' .,;:!?…—"“”()'
# How sure hibari's phonemizer is of a word that it had to guess, and of one whose phonemes it is given.
GUESSED_RATING, FIXED_RATING = 2, 5
# What the phonemizer raises for a text that it can't read.
PHONEMIZER_ERRORS = (IndexError, KeyError, ValueError, TypeError)
# hibari splits this from the word before it.
POSSESSIVE = "'s"


class HibariEngine(Engine):
    """Speaks with hibari's voices; each is loaded for its first utterance and stays loaded."""

    name = "hibari"
    default_voice = "heart"
    needs = REQUIRED_NORMALIZATION
    takes_phonemes = True

    def __init__(self) -> None:
        self._models: dict[str, Any] = {}
        self._synthesizers: dict[str, HibariSynthesizer] = {}

    def voices(self) -> tuple[VoiceListing, ...]:
        """The voice in the wheel, and those of hibari's other voices that were downloaded."""
        registry = _import_registry()
        if registry is None:
            return ()
        listings = []
        for name, details in registry.VOICES.items():
            if not self.offers(name):
                continue
            description = f"{details['accent']} English, {details['gender']}"
            listings.append(VoiceListing(self.name, name, details["language"], details["gender"], description))
        return tuple(listings)

    def offers(self, voice: str) -> bool:
        """Whether a voice is in the wheel or was downloaded; looks for its file only, not for those of all voices."""
        registry = _import_registry()
        if registry is None or voice not in registry.VOICES:
            return False
        try:
            registry.voice_path(voice, download_missing=False)
        except FileNotFoundError:
            return False
        return True

    def fingerprint(self, voice: str) -> str:
        """The package's version, which also determines the model."""
        return f"{HIBARI_PACKAGE} {package_version(HIBARI_PACKAGE)} {voice}"

    def speak(self, utterance: Utterance) -> Clip:
        """The sound of an utterance at 24 kHz; the same utterance gives the same samples."""
        model = self.load_model(utterance.voice.name)
        text, unspoken = prepare_utterance(model, utterance)
        rate = int(model.sample_rate)
        if not has_words(text):
            return empty_clip(rate, unspoken)
        samples = self._synthesize(model, text, utterance)
        if len(samples) == 0:
            raise SpeechError(f"hibari gave no audio for “{utterance.spoken[:60]}”")
        return Clip(samples, rate, unspoken)

    def phonemes(self, utterance: Utterance) -> str:
        """The phonemes of an utterance."""
        return utterance_phonemes(self.load_model(utterance.voice.name), utterance)

    def close(self) -> None:
        """Releases the loaded models."""
        self._models.clear()
        self._synthesizers.clear()

    def load_model(self, voice: str) -> Any:
        """The loaded model of a voice; raises EngineUnavailableError if it isn't on this machine."""
        if voice not in self._models:
            names = [listing.name for listing in self.voices()]
            if not names:
                raise EngineUnavailableError("the package hibari-tts is not installed; run: pip install hibari-tts")
            if voice not in names:
                raise EngineUnavailableError(
                    f"hibari has no voice {voice!r} on this machine{format_suggestion(voice, names)}"
                )
            self._models[voice] = _load_voice(voice)
        return self._models[voice]

    def _synthesize(self, model: Any, text: str, utterance: Utterance) -> NDArray[np.int16]:
        # The text seeds the noise in the voice, so that an utterance sounds the same in every run.
        seed = zlib.crc32(text.encode())
        random = np.random.default_rng([seed, utterance.take] if utterance.take else seed)
        chunks = split_phonemes(phonemize(model, text, utterance.pronounced, utterance.heteronyms))
        voice = utterance.voice
        synthesizer = self._synthesizers.setdefault(voice.name, HibariSynthesizer(model))
        # Only the last part has the end of the utterance.
        voices = [*[replace(voice, final_rise=0.0)] * (len(chunks) - 1), voice]
        # Accents count the words of the whole sentence.
        accents = keep_countable_accents(utterance, chunks) if utterance.accents else ()
        waves = (synthesizer.synthesize(*part, random, accents) for part in zip(chunks, voices, strict=False))
        rate = int(model.sample_rate)
        return join_parts((trim_silence(to_pcm(wave, voice.gain), rate) for wave in waves), rate)


def keep_countable_accents(utterance: Utterance, chunks: tuple[str, ...]) -> Accents:
    """The accents of an utterance if its words can be told apart in its phonemes; else none."""
    spoken = [word for word in utterance.spoken.split() if any(character.isalnum() for character in word)]
    is_countable = len(chunks) == 1 and len(find_word_symbols(chunks[0])) == len(spoken) == len(
        utterance.spoken.split()
    )
    return utterance.accents if is_countable else ()


def prepare_utterance(model: Any, utterance: Utterance) -> tuple[str, tuple[str, ...]]:
    """The text of an utterance prepared for hibari, and the pieces that hibari has no sounds for."""
    unspoken = find_unspeakable(utterance.spoken)
    text = prepare_text(remove_pieces(utterance.spoken, unspoken))
    return text, unspoken + find_silent_words(model, text)


def utterance_phonemes(model: Any, utterance: Utterance) -> str:
    """The phonemes of an utterance, "" if there is nothing to say; raises SpeechError if hibari can't read it."""
    text, _ = prepare_utterance(model, utterance)
    if not has_words(text):
        return ""
    return phonemize(model, text, utterance.pronounced, utterance.heteronyms)


def find_silent_words(model: Any, text: str) -> tuple[str, ...]:
    """The words with non-ASCII characters that have no phonemes: rotated letters, private-use characters."""
    unusual_words = (
        word
        for word in text.split()
        if not word.isascii() and any(character not in COMMON_CHARACTERS for character in word)
    )
    return tuple(word for word in unusual_words if not model.g2p(word).strip(PUNCTUATION_PHONEMES))


@cache
def _import_registry() -> Any:
    """hibari's module of voices, None where hibari isn't installed.

    By itself: with its package comes its synthesizer, which takes a fifth of a second, and who only casts a story or
    lists voices doesn't need that.
    """
    if REGISTRY_MODULE in sys.modules:
        return sys.modules[REGISTRY_MODULE]
    folder = package_folder("hibari")
    spec = importlib.util.spec_from_file_location(REGISTRY_MODULE, folder / "voices.py") if folder else None
    if spec is None or spec.loader is None:
        return None
    registry = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(registry)
    return registry


def _load_voice(voice: str) -> Any:
    # By default onnxruntime reports its use to its makers; nothing may leave this machine.
    os.environ.setdefault("ORT_DISABLE_TELEMETRY", "1")
    from hibari import Hibari
    from hibari.voices import VOICES

    try:
        return Hibari(voice=voice, threads=1, g2p=load_phonemizer(VOICES[voice]["british"]))
    except (RuntimeError, OSError) as error:
        raise EngineUnavailableError(f"hibari's voice {voice!r} cannot be loaded: {error}") from error


def read_words(words: Iterable[str]) -> dict[str, VoicePronunciation]:
    """How hibari pronounces each of these words, and whether its dictionary has the word or it guesses."""
    g2p = load_phonemizer(False)
    return {word: _read_word(g2p, word) for word in words}


def _read_word(g2p: Any, word: str) -> VoicePronunciation:
    marked = add_inline_phonemes(prepare_text(word))
    try:
        tokens = g2p.phonemize_tokens(g2p.tokenize(marked))
    except PHONEMIZER_ERRORS:
        return VoicePronunciation("", is_known=False)
    is_known = all(token.rating is not None and token.rating > GUESSED_RATING for token in tokens)
    return VoicePronunciation("".join((token.phonemes or "") + token.whitespace for token in tokens).strip(), is_known)


def phonemize(
    model: Any, text: str, pronounced: Pronunciations = (), heteronyms: HeteronymOverrides | None = None
) -> str:
    """The phonemes of a prepared text; raises SpeechError if hibari can't read it.

    If `heteronyms` is None, they are found in the text.
    """
    if heteronyms is None:
        heteronyms = find_heteronym_overrides(text, pronounced)
    names = tuple(entry for entry in pronounced if is_phonemes(entry[1]))
    text = apply_respellings(text, tuple(entry for entry in pronounced if not is_phonemes(entry[1])))
    # The phonemizer gets the whole sentence: hibari's own splitter would put half a second after each "…".
    try:
        marked = add_inline_phonemes(_mark_stutters(model, text, dict(names)))
        marked = substitute_words(marked, names, lambda word, pronunciation: f"[{word}]({pronunciation})")
        phonemes = _phonemize_text(model.g2p, marked, heteronyms)
    except PHONEMIZER_ERRORS as error:
        raise SpeechError(f"hibari cannot read “{text[:60]}”: {error!r}") from error
    return re.sub(r"\s+([.,;:!?…])", r"\1", " ".join(phonemes.split()))


def _phonemize_text(g2p: Any, marked: str, heteronyms: HeteronymOverrides) -> str:
    """The phonemes of a text; those of heteronyms are inserted after hibari has tagged the parts of speech."""
    if not heteronyms:
        return str(g2p(marked))
    from hibari.g2p.normalize import normalize

    tokens = g2p.tokenize(normalize(marked))
    pronunciations = {(word.lower(), occurrence): pronunciation for word, occurrence, pronunciation in heteronyms}
    counts = Counter[str]()
    for token, following in zip(tokens, [*tokens[1:], None], strict=True):
        word = token.text.lower()
        pronunciation = pronunciations.get((word, counts[word]))
        counts[word] += 1
        # A token that already has phonemes is a word of the lexicon, or a stutter.
        if pronunciation and token.phonemes is None:
            if following is not None and following.text.lower() == POSSESSIVE and not token.whitespace:
                pronunciation = append_ending(pronunciation, POSSESSIVE)
                _set_phonemes(following, "")
            _set_phonemes(token, _find_phonemes(g2p, pronunciation))
    spoken = g2p.phonemize_tokens(tokens)
    return "".join((token.phonemes or "") + (" " if token.whitespace else "") for token in spoken)


def _find_phonemes(g2p: Any, pronunciation: str) -> str:
    """The phonemes of a pronunciation; those of a respelling are read like any other word."""
    if not is_phonemes(pronunciation):
        return str(g2p(pronunciation)).strip()
    phonemes = pronunciation.strip("/")
    return to_british_phonemes(phonemes) if g2p.british else phonemes


def _set_phonemes(token: Any, phonemes: str) -> None:
    token.phonemes, token.rating = phonemes, FIXED_RATING


def _mark_stutters(model: Any, text: str, names: Mapping[str, str]) -> str:
    """The text with the fragments of stutters as phonemes: "H… Hi" begins with the sound of Hi, not with "aitch"."""

    def mark_stutter(match: re.Match[str]) -> str:
        word, bits = match["word"], re.findall(r"[A-Za-z]+", match["bits"])
        if not all(is_stutter(bit, word) for bit in bits):
            return match.group()
        word_phonemes = names[word].strip("/") if word in names else model.g2p(word)
        return "".join(_stutter_markup(bit, word, word_phonemes) for bit in bits)

    def mark_broken_word(match: re.Match[str]) -> str:
        return f"[{match['bit']}](/{onset(model.g2p(spell_fragment(match['bit'])))}/)"

    return BROKEN_OFF_PATTERN.sub(mark_broken_word, STUTTER_PATTERN.sub(mark_stutter, text))


def _stutter_markup(bit: str, word: str, word_phonemes: str) -> str:
    # "I-I'm" repeats a whole word; a shorter fragment is no word, and hibari would read it as a letter.
    return f"{bit}, " if is_whole_word(bit, word) else f"[{bit}](/{onset(word_phonemes)}/), "


def onset(phonemes: str) -> str:
    """The sound of a word that breaks off at once: its first consonants and a schwa, or its first vowel.

    >>> onset("hˈI"), onset("ˈæm"), onset("stˈɑp")
    ('hə', 'æ', 'stə')
    """
    unstressed = phonemes.translate({ord(mark): None for mark in STRESS})
    consonants = ""
    for phoneme in unstressed:
        if phoneme in VOWELS:
            return f"{consonants}ə" if consonants else phoneme
        consonants += phoneme
    return unstressed


def split_phonemes(phonemes: str, max_length: int = MAX_PHONEMES) -> tuple[str, ...]:
    """The phonemes in parts of at most `max_length`, split after a clause if possible, else between words."""
    if len(phonemes) <= max_length:
        return (phonemes,) if phonemes.strip() else ()
    middle = len(phonemes) // 2
    positions = [match.end() for match in re.finditer(r"[,;:—…]\s+", phonemes)]
    positions = positions or [match.end() for match in re.finditer(r"\s+", phonemes)] or [middle]
    cut = min(positions, key=lambda position: abs(position - middle))
    return split_phonemes(phonemes[:cut].strip(), max_length) + split_phonemes(phonemes[cut:].strip(), max_length)
