"""Whether a voice speaks a story's language, and which voices here would."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from audiobook.engines.registry import list_voices
from audiobook.engines.spoken_language import ANY_LANGUAGE, language_of
from audiobook.model import Voice, VoiceListing
from audiobook.text.languages.names import language_name, language_script, primary_tag

# How many voices are offered in place of one that does not speak the language.
MAX_OFFERED_VOICES = 2
# Japanese is written with Chinese characters, too.
SHARED_SCRIPTS = frozenset((("Hani", "Jpan"), ("Jpan", "Hani")))


@dataclass(frozen=True, slots=True)
class LanguageMismatch:
    """A story in another language than its voice's: what to say of it, and whether the voice has no sounds for it."""

    message: str
    unspeakable: bool


def find_language_mismatch(language: str, voice: Voice) -> LanguageMismatch | None:
    """What a person should know before a voice reads a story in a language; None where it speaks it, as far as known.

    A voice cannot say what is written in another script than its language's; but Latin letters are known to all.
    """
    story, spoken = primary_tag(language), language_of(voice)
    if not story or not spoken or story == spoken:
        return None
    unspeakable = _is_unreadable_script(language_script(story), language_script(spoken))
    story_name, voice_name = language_name(story), language_name(spoken)
    outcome = " and cannot say it" if unspeakable else ", so it will sound wrong"
    text = f"the story is in {story_name}, but the voice {voice.name} ({voice.engine}) speaks {voice_name}{outcome}"
    doubt = f"if the story is in {voice_name} after all, say so with --language {spoken}"
    return LanguageMismatch(f"{text}; {_format_advice(story, story_name)}; {doubt}", unspeakable)


def _is_unreadable_script(story_script: str, voice_script: str) -> bool:
    """Whether the script that a story is written in is none that a voice for another script can say."""
    return (
        story_script not in ("", "Latn", voice_script)
        and bool(voice_script)
        and (story_script, voice_script) not in SHARED_SCRIPTS
    )


def _format_advice(story: str, name: str) -> str:
    offered = [f"--engine {listing.engine} --voice {listing.name}" for listing in _find_voices(story)][
        :MAX_OFFERED_VOICES
    ]
    if offered:
        return f"choose one that speaks {name}: {' or '.join(offered)}"
    return (
        f"no voice on this machine speaks {name}: install the engine piper (pip install 'audiobook[piper]') and put a "
        f"Piper voice for {name} into voices/, see docs/engines.md"
    )


def _find_voices(story: str) -> Iterator[VoiceListing]:
    """The voices on this machine that speak a language."""
    for _, listings, _ in list_voices():
        yield from (
            listing
            for listing in listings
            if listing.language != ANY_LANGUAGE and primary_tag(listing.language) == story
        )
