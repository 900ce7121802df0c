"""Texts that make a regular expression slow, if any do: made from the expression itself.

A backtracking engine is slow on a run that several repetitions can divide among themselves, with something behind it
that none of them takes. So the texts for a pattern are runs of every character that it tells apart from others, runs of
two of them in turn, and, for each repetition in it, what leads there and a long run of what it takes.
"""

from __future__ import annotations

import re
import string
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import permutations, product
from typing import Any

# Characters that stories and web pages have; those in a pattern's own text are added to them.
POOL = (
    string.ascii_lowercase + string.ascii_uppercase + string.digits + string.punctuation + " \t\n\r\x0b\x0c\xa0\u2028"
    "\u3000"
    "–—―−‐…‘’‚‛“”„‟«»‹›「」『』＂′″‴`´ʼ·•†‡§¶©®™°ºªß½²³¹⁰⁴€£¥№\u00ad\u200b\u200d\ufeff\ufe0f\ufffd\ue000\ue001⟦⟧"
    "ÀÉÖàéöÿœŒłńſİıжЖяЯΣσςאبあア漢字한ˈˌəɹʃ😀❤♥→←━★"
)  # fmt: skip
# What takes no part in any run.
STRANGER = "\x01"
# A counted repetition with fewer turns than this cannot do much by itself.
MANY = 5
REPEATS = ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT")
CATEGORIES: dict[str, str] = {
    "CATEGORY_DIGIT": r"\d", "CATEGORY_NOT_DIGIT": r"\D", "CATEGORY_SPACE": r"\s", "CATEGORY_NOT_SPACE": r"\S",
    "CATEGORY_WORD": r"\w", "CATEGORY_NOT_WORD": r"\W",
}  # fmt: skip

Node = tuple[Any, Any]
# Finds the characters of a text that a node takes.
Accepts = Callable[[str], list[str]]


@dataclass(frozen=True, slots=True)
class Attack:
    """A text of any length: a run between what stands before and behind it; with a `middle`, two runs around that."""

    run: str
    before: str = ""
    behind: str = ""
    middle: str = ""

    def text(self, size: int) -> str:
        """The text with runs of `size` characters."""
        run = (self.run * (size // len(self.run) + 1))[:size]
        return self.before + run + (self.middle and self.middle + run) + self.behind


class Anatomy:
    """What a pattern consists of: the characters that it tells apart, and its repetitions."""

    def __init__(self, pattern: re.Pattern[Any]) -> None:
        self._case = pattern.flags & re.IGNORECASE
        self._groups: dict[int, str] = {}
        self._single: dict[Accepts, None] = {}
        self._repeated: dict[Accepts, None] = {}
        self.leads: dict[str, None] = {}
        self.turns: dict[tuple[str, str], None] = {}
        raw = isinstance(pattern.pattern, bytes)
        source = pattern.pattern.decode("latin-1") if raw else pattern.pattern
        # The standard library's own parser, which has no public name.
        tree = re._parser.parse(source, pattern.flags & ~re.UNICODE)  # type: ignore[attr-defined]
        pool = (character for character in source + POOL if not raw or ord(character) < 256)
        self._pool = sorted(set(pool), key=lambda character: (character not in "a .", character not in POOL, character))
        self._text = "".join(self._pool)
        self._samples: dict[tuple[int, bool], str] = {}
        self._visit(tree, "", False)
        self.kinds = self._kinds(self._single)
        self.run_kinds = self._kinds(self._repeated)

    def _kinds(self, tests: Iterable[Accepts]) -> list[str]:
        """One character of each kind that the tests tell apart; letters and white space always are kinds."""
        taken = [self._taken(test) for test in tests]
        kinds: dict[tuple[bool, ...], str] = {}
        for character in self._pool:
            marks = (character.isalnum() or character == "_", character.isspace(), *(character in one for one in taken))
            kinds.setdefault(marks, character)
        return list(kinds.values())

    def _taken(self, test: Accepts) -> set[str]:
        return set(test(self._text))

    def _visit(self, nodes: Iterable[Node], lead: str, inside: bool) -> None:
        for node in nodes:
            name, value = str(node[0]), node[1]
            for before, part in self._parts(name, value, lead):
                self._visit(part, before, inside or (name in REPEATS and value[1] >= MANY))
            if name in REPEATS and value[1] >= MANY:
                turn = self._sample(value[2])
                self.leads[lead + turn * max(value[0] - 1, 0)] = None
                # Two ways through a turn may differ in an optional part.
                for one in dict.fromkeys((turn, self._sample(value[2], True))):
                    if len(one) > 1:
                        self.turns[lead + one * max(value[0] - 1, 0), one] = None
            if test := _test(name, value, self._case):
                self._single[test] = None
                if inside:
                    self._repeated[test] = None
            lead += self._sample([node])

    @staticmethod
    def _parts(name: str, value: Any, lead: str) -> Iterator[tuple[str, Iterable[Node]]]:
        """The expressions that a node consists of, each with the text that leads to it."""
        if name in REPEATS:
            yield lead, value[2]
        elif name == "BRANCH":
            yield from ((lead, branch) for branch in value[1])
        elif name == "SUBPATTERN":
            yield lead, value[3]
        elif name == "ATOMIC_GROUP":
            yield lead, value
        elif name in ("ASSERT", "ASSERT_NOT"):
            yield (lead if value[0] > 0 else ""), value[1]

    def _sample(self, nodes: Iterable[Node], full: bool = False) -> str:
        """A short text that the nodes match, lookaround apart; a `full` one includes optional parts."""
        return "".join(self._sample_once(node, full) for node in nodes)

    def _sample_once(self, node: Node, full: bool) -> str:
        if (id(node), full) not in self._samples:
            self._samples[id(node), full] = self._sample_of(str(node[0]), node[1], full)
        return self._samples[id(node), full]

    def _sample_of(self, name: str, value: Any, full: bool) -> str:
        if test := _test(name, value, self._case):
            return next(iter(test(self._text)), "")
        if name in REPEATS:
            return self._sample(value[2], full) * max(value[0], full)
        if name == "BRANCH":
            return min((self._sample(branch, full) for branch in value[1]), key=lambda text: (not text, len(text)))
        if name == "ATOMIC_GROUP":
            return self._sample(value, full)
        if name == "SUBPATTERN":
            self._groups[value[0]] = self._sample(value[3], full)
            return self._groups[value[0]]
        return self._groups.get(value, "") if name == "GROUPREF" else ""


def _test(name: str, value: Any, case: int) -> Accepts | None:
    """What finds the characters that a node takes; None where the node stands for no single character."""
    if name == "ANY":
        return _accepts(".", case)
    if name == "LITERAL":
        return _accepts(re.escape(chr(value)), case)
    if name == "NOT_LITERAL":
        return _accepts(f"[^{re.escape(chr(value))}]", case)
    if name == "IN":
        return _accepts(f"[{''.join(_item(str(op), item) for op, item in value)}]", case)
    return None


def _item(name: str, value: Any) -> str:
    if name == "NEGATE":
        return "^"
    if name == "CATEGORY":
        return CATEGORIES[str(value)]
    return "-".join(re.escape(chr(code)) for code in (value if name == "RANGE" else [value]))


@cache
def _accepts(one: str, case: int) -> Accepts:
    return re.compile(one, case | re.DOTALL).findall


def runs(anatomy: Anatomy) -> Iterator[Attack]:
    """Runs of each character that a pattern tells apart, by themselves and where each repetition begins."""
    for one in anatomy.kinds:
        yield Attack(one)
    for lead, one, behind in product({"": None, **anatomy.leads}, anatomy.run_kinds, ("", STRANGER)):
        yield Attack(one, lead, behind)
    for (lead, turn), behind in product(anatomy.turns, ("", STRANGER)):
        yield Attack(turn, lead, behind)


def pairs(anatomy: Anatomy) -> Iterator[Attack]:
    """Runs of two characters in turn, and of one with another behind it."""
    for one, other in permutations(anatomy.run_kinds, 2):
        yield Attack(one, behind=other)
        yield Attack(one + other, behind=STRANGER)


def mixtures(anatomy: Anatomy) -> Iterator[Attack]:
    """Longer ways to put two characters together: one around another, behind a quotation mark, in turn to the end."""
    for one, other in permutations(anatomy.run_kinds, 2):
        yield Attack(one + other)
        yield Attack(one + one + other, behind="!")
        yield Attack(one, behind="!", middle=other)
        yield Attack(one, before='"' + other, behind=STRANGER)
        yield Attack(one, before="“Oh,” said Ann" + other, behind=other + "!")
    for (lead, turn), one in product(anatomy.turns, anatomy.run_kinds):
        yield Attack(turn, lead, one)
    for lead, one, behind in product(anatomy.leads, anatomy.run_kinds, anatomy.run_kinds):
        yield Attack(one, lead, behind)
