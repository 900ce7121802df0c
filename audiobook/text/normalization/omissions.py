"""Proves that what an engine is given has the words of the text as written, but for those that a named rule takes out.

It trusts no rule: after each one, what the rule may do to letters is compared with what it did.
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
    """Words that are written and not said, and the rule that took them out, "" where no rule may."""

    rule: str
    words: tuple[str, ...]


def split_words(text: str) -> list[str]:
    """The words of a text, its figures among them, in lower case.

    >>> split_words("“HP[120],” it’s *so*")
    ['hp', '120', 'it', 's', 'so']
    """
    return WORD_PATTERN.findall(COMBINING_MARKS.sub("", text.casefold()))


def join_letters(text: str) -> str:
    """The letters and figures of a text in lower case, whatever stands between them."""
    return "".join(split_words(text))


def find_omissions(written: str, spoken: str, options: Set[NormalizationOption] = ALL_OPTIONS) -> Iterator[Omission]:
    """The words of a text as written that are not in what is spoken of it for an engine with these `options`.

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
    # What the rules make of the text must be just what is spoken.
    words = missing_words(normalized, spoken)
    if words:
        yield Omission("", words)


def missing_words(written: str, spoken: str) -> tuple[str, ...]:
    """The words of one text that another lacks; all of them where it only has them in another order.

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
    """The words that a rule took out, where it may; or that it has lost against its promise."""
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
    # What is said in other words is not taken out: an address as its site's name.
    return tuple(word for written, replacement in changes if len(split_words(replacement)) < len(split_words(written))
                 for word in missing_words(written, replacement))  # fmt: skip
