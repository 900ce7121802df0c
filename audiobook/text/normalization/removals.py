"""Proves that what an engine is given has the words of the text as written, but for those that a named rule takes out.

It trusts no rule: after each one, what the rule may do to letters is compared with what it did.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Set
from dataclasses import dataclass

from audiobook.text.normalization.normalize import steps_of
from audiobook.text.normalization.options import EVERYTHING, Need
from audiobook.text.normalization.rules import Effect, Rule

WORD = re.compile(r"[^\W_]+")
# Some letters in lower case are two characters: "İ" is "i" with a dot.
COMBINING = re.compile(r"[\u0300-\u036f]+")
REPEATED = re.compile(r"(.)\1+")


@dataclass(frozen=True, slots=True)
class Removal:
    """Words that are written and not said, and the rule that took them out, "" where no rule may."""

    rule: str
    words: tuple[str, ...]


def words_of(text: str) -> list[str]:
    """The words of a text, its figures among them, in lower case.

    >>> words_of("“HP[120],” it’s *so*")
    ['hp', '120', 'it', 's', 'so']
    """
    return WORD.findall(COMBINING.sub("", text.casefold()))


def letters_of(text: str) -> str:
    """The letters and figures of a text in lower case, whatever stands between them."""
    return "".join(words_of(text))


def removals(written: str, spoken: str, needs: Set[Need] = EVERYTHING) -> Iterator[Removal]:
    """The words of a text as written that are not in what is spoken of it for an engine with these `needs`.

    >>> list(removals("Hi :D you", "Hi you"))
    [Removal(rule='smileys', words=('d',))]
    >>> list(removals("Hi there you", "Hi you"))
    [Removal(rule='', words=('there',))]
    """
    if letters_of(written) == letters_of(spoken):
        return
    reached = written
    for rule, before, after in steps_of(written, needs):
        words = _taken_out(rule, before, after)
        if words:
            yield Removal(rule.name if rule.effect is Effect.SILENCE else "", words)
        reached = after
    # What the rules make of the text must be just what is spoken.
    words = missing(reached, spoken)
    if words:
        yield Removal("", words)


def missing(written: str, spoken: str) -> tuple[str, ...]:
    """The words of one text that another lacks; all of them where it only has them in another order.

    >>> missing("so he ran", "he ran"), missing("so he ran", "he so ran"), missing("so, he", "well so he")
    (('so',), ('so', 'he', 'ran'), ())
    """
    before, after = words_of(written), words_of(spoken)
    lost = Counter(before) - Counter(after)
    if lost:
        return tuple(lost.elements())
    following = iter(after)
    return () if all(word in following for word in before) else tuple(before)


def _taken_out(rule: Rule, before: str, after: str) -> tuple[str, ...]:
    """The words that a rule took out, where it may; or that it has lost against its promise."""
    one, other = letters_of(before), letters_of(after)
    kept = {
        Effect.MARKS: one == other,
        Effect.CASE: one == other,
        Effect.REPEATS: REPEATED.sub(r"\1", one) == REPEATED.sub(r"\1", other),
    }
    if rule.effect in kept:
        return () if kept[rule.effect] else missing(before, after) or tuple(words_of(before))
    changes = [(change.before, change.after) for change in rule.changes(before)]
    if rule.effect is Effect.WORDS:
        return tuple(word for written, said in changes if not letters_of(said) for word in words_of(written))
    # What is said in other words is not taken out: an address as its site's name.
    return tuple(word for written, said in changes if len(words_of(said)) < len(words_of(written))
                 for word in missing(written, said))  # fmt: skip
