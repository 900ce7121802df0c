"""From a Script to a Cast: the voice of the narrator, found by name in the catalogue or on this machine."""

from audiobook.casting.catalogue import catalogue
from audiobook.casting.narrator import narrator_cast

__all__ = ["catalogue", "narrator_cast"]
