"""hibari's phonemizer, which its voices share with whoever else needs phonemes."""

from __future__ import annotations

from functools import cache
from typing import Any


@cache
def load_phonemizer(british: bool, /) -> Any:
    """The phonemizer of an accent, loaded once for the whole process: its word lists take 0.4 s and 80 MB.

    It keeps nothing of what it has read, so that all can use the same one.
    """
    from hibari.g2p import G2P

    return G2P(british=british)
