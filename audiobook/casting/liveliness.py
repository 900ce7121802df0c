"""Finds the characters who exclaim a lot, whom a very deep or a trembling voice doesn't suit."""

from __future__ import annotations

from collections import Counter

from audiobook.model import Script

# Among fewer lines, an exclamation mark or two say little.
MIN_LINES = 10
# The share of exclaimed lines, and how often it must be that of the whole story: some authors exclaim everything.
MIN_SHARE, TIMES_USUAL = 0.1, 2.0


def find_lively_characters(script: Script) -> frozenset[str]:
    """The names of the characters in an attributed script who exclaim far more than the others do."""
    lines: Counter[str] = Counter()
    exclaimed: Counter[str] = Counter()
    for segment in script.segments:
        if segment.kind.is_speech and segment.speaker:
            lines[segment.speaker] += 1
            exclaimed[segment.speaker] += "!" in segment.text
    usual = exclaimed.total() / max(1, lines.total())
    threshold = max(MIN_SHARE, TIMES_USUAL * usual)
    return frozenset(
        name for name, count in lines.items() if count >= MIN_LINES and exclaimed[name] / count >= threshold
    )
