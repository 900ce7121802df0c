"""From a Script to a Cast: a voice for the narrator and for each character, out of the catalogue or this machine."""

from audiobook.casting.catalogue import CatalogueVoice, catalogue
from audiobook.casting.full_cast import Missing, sorted_out
from audiobook.casting.naming import DEFAULT_ENGINE, voice_named
from audiobook.casting.story_cast import StoryCast, Wanted, narrator_voice, story_cast

__all__ = [
    "DEFAULT_ENGINE",
    "CatalogueVoice",
    "Missing",
    "StoryCast",
    "Wanted",
    "catalogue",
    "narrator_voice",
    "sorted_out",
    "story_cast",
    "voice_named",
]
