"""From a Script to a Cast: the voice of the narrator, found by name in the catalogue or on this machine."""

from audiobook.casting.catalogue import catalogue
from audiobook.casting.narrator import DEFAULT_ENGINE, narrator_cast

__all__ = ["DEFAULT_ENGINE", "catalogue", "narrator_cast"]
