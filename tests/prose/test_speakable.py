"""What an engine is given to say."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audiobook.prose import EVERYTHING, Need, explained, speakable
from audiobook.prose.rewrites import Effect, Rule
from audiobook.prose.speakable import RULES

NOTHING: frozenset[Need] = frozenset()
prose = st.text(st.sampled_from(list("aAbT .,!?…“”‘’\"'*_-—()1\n")), max_size=80)
# Pieces that rules look for, in any order: what hypothesis would hardly find letter by letter.
PIECES = (
    "a|I|H|no|No|NO|the|Mr|Dr|St|.|. |…| ...|-|--| - |—|–|*|**|_|~|/|\\|[|]|(|)|<|>|<3|:)|^_^|T_T|xD|1|2|12|1911|'90s|"
    "7:30|7.30|pm|$|£|5|%|°|²|¹|½|°C|km|II|IV|Henry|Chapter|Nooo|Shh|hm|haha|f***|sh*t|d—n|#|@|&|&amp;|&lt;|br|+|=|"
    "w/|u|btw|http://|www.|x.com|!|?|1!|\n|\n\n| |  |“|”|’|'|\"|`|,|;|:|\u00ad|\u200b|é|â€™|ﬁ|😀|❤|愛|st|"
    "th|W-w|w—|aaa|IT|FBI"
).split("|")
jumble = st.lists(st.sampled_from(PIECES), max_size=14).map("".join)
texts = st.one_of(prose, jumble, st.text(max_size=60))
needs = st.sets(st.sampled_from(sorted(Need))).map(frozenset)


@given(texts, st.one_of(st.just(EVERYTHING), st.just(NOTHING), needs))
@settings(max_examples=600, deadline=None)
def test_applying_it_twice_changes_nothing_more(text: str, needs: frozenset[Need]) -> None:
    once = speakable(text, needs)
    assert speakable(once, needs) == once


def letters(text: str) -> str:
    return "".join(c for c in text if c.isalnum())


def unrepeated(text: str) -> str:
    return re.sub(r"(.)\1+", r"\1", letters(text).casefold())


def keeps_its_promise(rule: Rule, text: str) -> bool:
    after = rule(text)
    if rule.effect is Effect.MARKS:
        return letters(after) == letters(text)
    if rule.effect is Effect.CASE:
        return letters(after).casefold() == letters(text).casefold()
    if rule.effect is Effect.REPEATS:
        return unrepeated(after) == unrepeated(text)
    if rule.effect is Effect.WORDS:
        return all(letters(change.after) or not letters(change.before) for change in rule.changes(text))
    return True


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_a_rule_does_to_letters_only_what_it_says(rule: Rule) -> None:
    @given(st.one_of(texts, st.sampled_from([before for before, _ in rule.examples]), jumble))
    @settings(max_examples=60, deadline=None)
    def check(text: str) -> None:
        assert keeps_its_promise(rule, text)

    check()


def test_few_rules_leave_letters_out() -> None:
    assert {rule.name for rule in RULES if rule.effect is Effect.SILENCE} == {
        "HTML entities",
        "HTML tags",
        "a page number inside a sentence",
        "pictures",
        "links",
        "footnote marks in brackets",
        "footnote marks above the line",
        "web addresses",
        "names of web sites",
        "smileys",
        "cries piled up",
    }


@given(texts)
@settings(max_examples=300, deadline=None)
def test_every_change_is_explained(text: str) -> None:
    said = speakable(text)
    assert bool(explained(text)) == (said != text.strip()) or explained(text)
    assert explained(said) == ()
