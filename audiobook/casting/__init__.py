"""From a Script to a Cast: a voice for the narrator and for each character, out of the catalogue or this machine."""

from audiobook.casting.catalogue import CatalogueVoice, catalogue
from audiobook.casting.full_cast import Missing, cast_for, choices_for, sorted_out
from audiobook.casting.meetings import Meetings, meetings_in
from audiobook.casting.narrator import DEFAULT_ENGINE, narrator_cast

__all__ = [
    "DEFAULT_ENGINE",
    "CatalogueVoice",
    "Meetings",
    "Missing",
    "cast_for",
    "catalogue",
    "choices_for",
    "meetings_in",
    "narrator_cast",
    "sorted_out",
]
