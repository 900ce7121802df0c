"""How fast the engines are, as far as it was measured."""

from __future__ import annotations

# Core seconds that each engine takes per character of text, with the voice effects of the catalogue: measured with
# fiction on two cores of a server of 2024 (see docs/engines.md). For other engines no figure is known.
CORE_SECONDS_PER_CHARACTER = {"hibari": 0.0008, "kokoro": 0.041, "piper": 0.0054, "system": 0.0003, "silent": 0.00003}
# An engine that takes longer isn't used unless the user wants it: the voices of a novel would take hours.
MAX_QUICK_SECONDS_PER_CHARACTER = 0.002


def is_quick(engine: str) -> bool:
    """Whether an engine is known to speak a novel in minutes."""
    seconds = CORE_SECONDS_PER_CHARACTER.get(engine)
    return seconds is not None and seconds <= MAX_QUICK_SECONDS_PER_CHARACTER
