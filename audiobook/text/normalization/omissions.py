"""Checks that normalized text still has every word as written, except those that a named rule leaves out.

No rule is trusted: after each one, what it did to letters is compared with what it may do.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Set
from dataclasses import dataclass

from audiobook.text.normalization.normalize import trace_steps
from audiobook.text.normalization.options import ALL_OPTIONS, NormalizationOption
from audiobook.text.normalization.rules import AnyRule, TextEffect

WORD_PATTERN = re.compile(r"[^\W_]+")
# Some letters in lower case are two characters: "İ" is "i" with a dot.
COMBINING_MARKS = re.compile(r"[\u0300-\u036f]+")
REPEATED_LETTERS = re.compile(r"(.)\1+")


@dataclass(frozen=True, slots=True)
class Omission:
    """Words that are written but not spoken, and the rule that left them out; "" if no rule is allowed to."""

    rule: str
    words: tuple[str, ...]


def split_words(text: str) -> list[str]:
    """The words and numbers of a text, in lower case.

    >>> split_words("“HP[120],” it’s *so*")
    ['hp', '120', 'it', 's', 'so']
    """
    return WORD_PATTERN.findall(COMBINING_MARKS.sub("", text.casefold()))


def join_letters(text: str) -> str:
    """The letters and digits of a text in lower case, without anything between them."""
    return "".join(split_words(text))


def find_omissions(written: str, spoken: str, options: Set[NormalizationOption] = ALL_OPTIONS) -> Iterator[Omission]:
    """The words of a text that are missing from what an engine with these `options` is given for it.

    >>> list(find_omissions("Hi :D you", "Hi you"))
    [Omission(rule='smileys', words=('d',))]
    >>> list(find_omissions("Hi there you", "Hi you"))
    [Omission(rule='', words=('there',))]
    """
    if join_letters(written) == join_letters(spoken):
        return
    normalized = written
    for rule, before, after in trace_steps(written, options):
        words = _omitted_words(rule, before, after)
        if words:
            yield Omission(rule.name if rule.effect is TextEffect.OMITS_TEXT else "", words)
        normalized = after
    # The rules must lead to exactly the spoken text.
    words = missing_words(normalized, spoken)
    if words:
        yield Omission("", words)


def missing_words(written: str, spoken: str) -> tuple[str, ...]:
    """The words of one text that another lacks; all of them if it has them, but in another order.

    >>> (missing_words("so he ran", "he ran"), missing_words("so he ran", "he so ran"),
    ... missing_words("so, he", "well so he"))
    (('so',), ('so', 'he', 'ran'), ())
    """
    before, after = split_words(written), split_words(spoken)
    missing_counts = Counter(before) - Counter(after)
    if missing_counts:
        return tuple(missing_counts.elements())
    remaining = iter(after)
    return () if all(word in remaining for word in before) else tuple(before)


def _omitted_words(rule: AnyRule, before: str, after: str) -> tuple[str, ...]:
    """The words that a rule left out, whether its effect allows that or not."""
    letters_before, letters_after = join_letters(before), join_letters(after)
    is_preserved = {
        TextEffect.KEEPS_LETTERS: letters_before == letters_after,
        TextEffect.CHANGES_CASE: letters_before == letters_after,
        TextEffect.REMOVES_REPEATS: REPEATED_LETTERS.sub(r"\1", letters_before)
        == REPEATED_LETTERS.sub(r"\1", letters_after),
    }
    if rule.effect in is_preserved:
        return () if is_preserved[rule.effect] else missing_words(before, after) or tuple(split_words(before))
    changes = [(change.before, change.after) for change in rule.find_changes(before)]
    if rule.effect is TextEffect.REWORDS:
        return tuple(
            word for written, replacement in changes if not join_letters(replacement) for word in split_words(written)
        )
    # Text that is said in other words, such as an address as its site's name, is not left out.
    return tuple(
        word
        for written, replacement in changes
        if len(split_words(replacement)) < len(split_words(written))
        for word in missing_words(written, replacement)
    )
