"""Whether a voice speaks a story's language, and which voices here would."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from audiobook.engines.registry import voice_listings
from audiobook.engines.spoken_language import ANY, language_of
from audiobook.model import Voice, VoiceListing
from audiobook.text.languages.names import language_name, primary_tag, script_of

# How many voices are offered in place of one that does not speak the language.
OFFERED = 2
# Japanese is written with Chinese characters, too.
SHARED_SCRIPTS = frozenset((("Hani", "Jpan"), ("Jpan", "Hani")))


@dataclass(frozen=True, slots=True)
class LanguageMismatch:
    """A story in another language than its voice's: what to say of it, and whether the voice has no sounds for it."""

    text: str
    unspeakable: bool


def language_mismatch(language: str, voice: Voice) -> LanguageMismatch | None:
    """What a person should know before a voice reads a story in a language; None where it speaks it, as far as known.

    A voice cannot say what is written in another script than its language's; but Latin letters are known to all.
    """
    story, spoken = primary_tag(language), language_of(voice)
    if not story or not spoken or story == spoken:
        return None
    unspeakable = _is_beyond(script_of(story), script_of(spoken))
    name, other = language_name(story), language_name(spoken)
    outcome = " and cannot say it" if unspeakable else ", so it will sound wrong"
    text = f"the story is in {name}, but the voice {voice.name} ({voice.engine}) speaks {other}{outcome}"
    doubt = f"if the story is in {other} after all, say so with --language {spoken}"
    return LanguageMismatch(f"{text}; {_advice(story, name)}; {doubt}", unspeakable)


def _is_beyond(written: str, spoken: str) -> bool:
    """Whether the script that a story is written in is none that a voice for another script can say."""
    return written not in ("", "Latn", spoken) and bool(spoken) and (written, spoken) not in SHARED_SCRIPTS


def _advice(story: str, name: str) -> str:
    offered = [f"--engine {one.engine} --voice {one.name}" for one in _speakers(story)][:OFFERED]
    if offered:
        return f"choose one that speaks {name}: {' or '.join(offered)}"
    return (
        f"no voice on this machine speaks {name}: install the engine piper (pip install 'audiobook[piper]') and put a "
        f"Piper voice for {name} into voices/, see docs/engines.md"
    )


def _speakers(story: str) -> Iterator[VoiceListing]:
    """The voices on this machine that speak a language."""
    for _, listings, _ in voice_listings():
        yield from (one for one in listings if one.language != ANY and primary_tag(one.language) == story)
