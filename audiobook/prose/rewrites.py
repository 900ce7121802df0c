"""What a rewriting rule is: a pattern, what takes its place, and examples of what it changes and leaves."""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Rewrite:
    """A named change to a text; a test holds it to its examples."""

    name: str
    pattern: re.Pattern[str]
    replacement: str
    examples: tuple[tuple[str, str], ...]
    untouched: tuple[str, ...]

    def __call__(self, text: str) -> str:
        """The text with every match replaced."""
        return self.pattern.sub(self.replacement, text)


# What the name says; each row is applied to the whole text, in this order.
REWRITES = (
    Rewrite(
        "emphasis marks",
        re.compile(r"(?<![\w*_])(?P<mark>\*{1,3}|_{1,3})(?=\S)(?P<inside>[^*_\n]*?\S)(?P=mark)(?![\w*_])"),
        r"\g<inside>",
        (("It was *her* cup.", "It was her cup."), ("_Never_, he said.", "Never, he said."), ("**Run!**", "Run!")),
        ("2 * 3 * 4", "snake_case_name", "f*** off"),
    ),
    Rewrite(
        "runs of dots",
        re.compile(r"\s*(?:…[.…]*|\.{2,}[.…]*)"),
        "…",
        (("els-…..", "els-…"), ("Well....", "Well…"), ("Finally ... here", "Finally… here")),
        ("The end.", "e.g. this"),
    ),
    Rewrite(
        "a word after dots",
        re.compile(r"(?<=\w)…(?=\w)"),
        "… ",
        (("Please…I'm sorry", "Please… I'm sorry"),),
        ("Please… I'm sorry",),
    ),
    Rewrite(
        "questions and cries piled up",
        re.compile(r"[?!]*\?[?!]+|[?!]+\?"),
        "?",
        (("What?!?!", "What?"), ("Who??", "Who?"), ("You!? Here?!", "You? Here?")),
        ("What?", "No!"),
    ),
    Rewrite("cries piled up", re.compile(r"!{2,}"), "!", (("No!!!", "No!"),), ("No!",)),
    Rewrite(
        "two hyphens as a dash",
        re.compile(r"\s*(?<!-)-{2,3}(?!-)\s*|\s*―\s*"),
        "—",
        (("I was--wait", "I was—wait"),),
        ("well-to-do", "-----"),
    ),
    Rewrite("white space", re.compile(r"\s+"), " ", (("a \n b", "a b"),), ("a b",)),
)
