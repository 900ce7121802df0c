"""Checks whether a voice speaks a story's language, and which other voices do."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from audiobook.engines.registry import list_voices
from audiobook.engines.spoken_language import ANY_LANGUAGE, language_of
from audiobook.model import Voice, VoiceListing
from audiobook.text.languages.names import language_name, language_script, primary_tag

# How many voices are suggested instead.
MAX_OFFERED_VOICES = 2
# Japanese has Chinese characters too.
SHARED_SCRIPTS = frozenset((("Hani", "Jpan"), ("Jpan", "Hani")))


@dataclass(frozen=True, slots=True)
class LanguageMismatch:
    """A voice that doesn't speak a story's language: the message, and whether the voice can't pronounce it at all."""

    message: str
    unspeakable: bool


def find_language_mismatch(language: str, voice: Voice, name: str = "") -> LanguageMismatch | None:
    """The mismatch between a story's language and a voice; None if the voice speaks it, or that isn't known.

    `name` is what the user calls the voice.
    A voice can't pronounce any other script than its language's, except Latin letters.
    """
    story, spoken = primary_tag(language), language_of(voice)
    if not story or not spoken or story == spoken:
        return None
    unspeakable = _is_unreadable_script(language_script(story), language_script(spoken))
    story_name, voice_name = language_name(story), language_name(spoken)
    outcome = " and can't pronounce it" if unspeakable else ", so it will sound wrong"
    speaker = f"{name or voice.name} ({voice.engine})"
    text = f"the story is in {story_name}, but the voice {speaker} speaks {voice_name}{outcome}"
    doubt = f"if the story is in {voice_name} after all, add --language {spoken}"
    return LanguageMismatch(f"{text}; {_format_advice(story, story_name)}; {doubt}", unspeakable)


def _is_unreadable_script(story_script: str, voice_script: str) -> bool:
    """Whether a voice for one script can't pronounce a story in another."""
    return (
        story_script not in ("", "Latn", voice_script)
        and bool(voice_script)
        and (story_script, voice_script) not in SHARED_SCRIPTS
    )


def _format_advice(story: str, name: str) -> str:
    options = [f"--engine {listing.engine} --voice {listing.name}" for listing in _find_voices(story)]
    if options:
        return f"choose one that speaks {name}: {' or '.join(options[:MAX_OFFERED_VOICES])}"
    return (
        f"no voice on this machine speaks {name}: install the engine piper (pip install 'storycast[piper]') and put a "
        f"Piper voice for {name} into voices/, see docs/engines.md"
    )


def _find_voices(story: str) -> Iterator[VoiceListing]:
    """The voices on this machine that speak the language."""
    for _, listings, _ in list_voices():
        yield from (
            listing
            for listing in listings
            if listing.language != ANY_LANGUAGE and primary_tag(listing.language) == story
        )
