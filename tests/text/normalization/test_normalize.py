"""Normalization of text for engines, and what holds for all its rules."""

from __future__ import annotations

import re
import time
from itertools import product

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from audiobook.text.normalization.markup import SMILEY_PREFILTER, SMILEY_RULES
from audiobook.text.normalization.normalize import RULES, explain_changes, normalize
from audiobook.text.normalization.options import ALL_OPTIONS, NormalizationOption
from audiobook.text.normalization.rules import AnyRule, NormalizationRule, TextEffect
from tests.conftest import examples
from tests.test_growth import SLACK, TIMES, growth

NOTHING: frozenset[NormalizationOption] = frozenset()
prose = st.text(st.sampled_from(list("aAbT .,!?…“”‘’\"'*_-—()1\n")), max_size=80)
# Pieces that rules look for, in any order: what hypothesis would hardly find letter by letter.
PIECES = (
    "a|I|H|no|No|NO|the|Mr|Dr|St|.|. |…| ...|-|--| - |—|–|*|**|_|~|/|\\|[|]|(|)|<|>|<3|:)|^_^|T_T|xD|1|2|12|1911|'90s|"
    "7:30|7.30|pm|$|£|5|%|°|²|¹|½|°C|km|II|IV|Henry|Chapter|Nooo|Shh|hm|haha|f***|sh*t|d—n|#|@|&|&amp;|&lt;|br|+|=|"
    "w/|u|btw|http://|www.|x.com|!|?|1!|"
    "1/2|10/12|3:16|–4|x3|4x|0x1|'9|5'9|kg|²|d20|Lv.|=|★|☆|C-|C#|↑|∞|<sup>|</sup>|+5|-5|911|s|th |"
    "\n|\n\n| |  |“|”|’|'|\"|`|,|;|:|\u00ad|\u200b|é|â€™|ﬁ|😀|❤|愛|st|"
    "th|W-w|w—|aaa|IT|FBI|US|VIPS|VIPs|GO|ANBU|MR|A/C|CO2|C-3PO|NaCl|McGYVER|F B I|A M|an|the|Lvl|c.|Jan.|Mon.|etc.|&"
).split("|")
jumble = st.lists(st.sampled_from(PIECES), max_size=14).map("".join)
texts = st.one_of(prose, jumble, st.text(max_size=60))
needs = st.sets(st.sampled_from(sorted(NormalizationOption))).map(frozenset)


@given(texts, st.one_of(st.just(ALL_OPTIONS), st.just(NOTHING), needs))
@settings(max_examples=examples(600))
def test_normalize_is_idempotent(text: str, needs: frozenset[NormalizationOption]) -> None:
    once = normalize(text, needs)
    assert normalize(once, needs) == once


def letters(text: str) -> str:
    return "".join(c for c in text if c.isalnum())


def unrepeated(text: str) -> str:
    return re.sub(r"(.)\1+", r"\1", letters(text).casefold())


def keeps_its_promise(rule: AnyRule, text: str) -> bool:
    after = rule(text)
    if rule.effect is TextEffect.KEEPS_LETTERS:
        return letters(after) == letters(text)
    if rule.effect is TextEffect.CHANGES_CASE:
        return letters(after).casefold() == letters(text).casefold()
    if rule.effect is TextEffect.REMOVES_REPEATS:
        return unrepeated(after) == unrepeated(text)
    if rule.effect is TextEffect.REWORDS:
        return all(letters(change.after) or not letters(change.before) for change in rule.find_changes(text))
    return True


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_a_rule_has_only_its_effect_on_letters(rule: AnyRule) -> None:
    @given(st.one_of(texts, st.sampled_from([before for before, _ in rule.examples]), jumble))
    @settings(max_examples=examples(60))
    def check(text: str) -> None:
        assert keeps_its_promise(rule, text)

    check()


@given(texts)
@settings(max_examples=examples(200))
def test_the_prefilter_of_a_rule_misses_nothing(text: str) -> None:
    quick = [
        rule
        for rule in RULES
        if isinstance(rule, NormalizationRule) and rule.prefilter and not rule.prefilter.search(text)
    ]
    assert [rule.name for rule in quick if rule.pattern.sub(rule.replacement, text) != text] == []


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_find_changes_agrees_with_the_rule(rule: AnyRule) -> None:
    for text in ("aadkd", *(before for other in RULES for before, _ in other.examples)):
        assert bool(list(rule.find_changes(text))) is (rule(text) != text), text


def test_the_smiley_prefilter_misses_no_short_smiley() -> None:
    signs = "xXDTQAOo0._-–^<>:;=()*@\\/ n3"
    missed = ["".join(face) for face in product(signs, repeat=3) if not SMILEY_PREFILTER.search("".join(face))]
    assert [face for face in missed if SMILEY_RULES[1].pattern.search(face)] == []


def test_few_rules_omit_text() -> None:
    assert {rule.name for rule in RULES if rule.effect is TextEffect.OMITS_TEXT} == {
        "HTML entities",
        "broken characters",
        "HTML tags",
        "a page number inside a sentence",
        "attributes of a heading",
        "pictures",
        "links",
        "footnote marks in brackets",
        "footnote marks above the line",
        "web addresses",
        "names of web sites",
        "smileys",
        "repeated exclamation marks",
        "keys hit at random",
        "kisses at the end",
        "the first keys of a row",
        "ornaments of a player’s name",
    }


@given(texts)
@example("ß\x80")  # broken characters that make a digit of another script
@example("aadkd")  # a pattern matches, but the quicker one before it does not
@settings(max_examples=examples(300))
def test_explain_changes_explains_every_change_and_no_other(text: str) -> None:
    said = normalize(text)
    assert said == text.strip() or explain_changes(text)
    assert explain_changes(said) == ()


def test_explain_changes_names_the_rule_and_the_text() -> None:
    changes = explain_changes("*No* w…what at 7.30pm", NOTHING)
    assert [(change.rule, change.before, change.after) for change in changes] == [
        ("emphasis marks", "*", ""),
        ("emphasis marks", "*", ""),
        ("a word after dots", "…", "… "),
        ("a time with a full stop", "7.30pm", "7:30 pm"),
    ]


def test_explain_changes_names_a_change_once_in_text_with_line_ends() -> None:
    changes = explain_changes("*No*\nway", NOTHING)
    assert [change.rule for change in changes] == ["white space", "emphasis marks", "emphasis marks"]


# For any engine.
ALWAYS = (
    ("", ""),
    ("“But you—”", "“But you—”"),
    ("“But you -”", "“But you—”"),
    ("Nooooo!!! ………", "No!…"),
    ("see, too, coop, bookkeeper, Aaron, llama", "see, too, coop, bookkeeper, Aaron, llama"),
    ("_**really**_, *very", "really, very"),
    ("abso*lute*ly f***ing", "absolutely bleeping"),
    ("1\\. \\*no\\*", "1. no"),
    ("&quot;Tom &amp;amp; Jerry&quot;<br>ran", '"Tom & Jerry" ran'),
    ("an exam-\nple of a well-\nknown thing", "an example of a well-known thing"),
    ("Hi :) there ^_^ xD", "Hi there"),
    ("I <3 you! <3", "I love you!"),
    ("so 😀 happy 👩‍🚀", "so happy"),
    ("at https://archiveofourown.org/works/1?x=y.", "at Archive of Our Own."),
    ("word[^1], more.² x² 1st 1911", "word, more. x² 1st 1911"),
    ("[my story](https://x.org) and [Iruka](/ɪɹˈukə/)", "my story and [Iruka](/ɪɹˈukə/)"),
    ("Kakashi-sensei, Itachi-sama", "Kakashi-sensei, Itachi-sama"),
    ("“Yes?!?!” A/N: 0630 hours", "“Yes?” Author’s note: 0630 hours"),
    ("a =/= b, A -> B", "a is not b, A to B"),
    ("(so he said) [sic] (twice)", "(so he said) [sic] (twice)"),
    ("愛してる", "愛してる"),
)
# For engines that say nothing of themselves.
FOR_ALL_NEEDS = (
    ("Dr. Reyes, of Main St. and St. Anne.", "Doctor Reyes, of Main Street and Saint Anne."),
    ("I SAID GO HOME, to the FBI", "I said go home, to the F-B-I"),
    ("Henry VIII, the Caroline II, Malcolm X", "Henry the Eighth, the Caroline Two, Malcolm X"),
    ("Chapter IV, World War II", "Chapter Four, World War Two"),
    ("H…Hi, B-b-but T-shirt I-I’m", "Huh, Hi, Buh, buh, but T-shirt I, I’m"),
    ("Shhh! Tsk.", "Shush! Tisk."),
    ("$5.99 at 7:30 p.m.", "Five dollars and ninety-nine cents at seven thirty P.M."),
    ("10:00 PM", "Ten P.M."),
    ("3–4 km, 20 °C, 100%", "Three to four kilometers, twenty degrees Celsius, one hundred percent"),
    ("in the '90s, in 1911, the 3rd", "in the nineties, in nineteen eleven, the third"),
    ("1,250 men, 3.14, 007", "One thousand two hundred fifty men, three point one four, double oh seven"),
    ("555-1234, won 3-2", "Five five five, one two three four, won three to two"),
    ("21/10/2008", "October twenty-first, two thousand eight"),
    ("btw u r w/ her b/c idk", "by the way you are with her because I don’t know"),
    ("+5 & #1", "Plus five and number one"),
)


@pytest.mark.parametrize(("written", "spoken"), ALWAYS)
def test_normalize_without_options(written: str, spoken: str) -> None:
    assert normalize(written, NOTHING) == spoken


@pytest.mark.parametrize(("written", "spoken"), FOR_ALL_NEEDS)
def test_normalize_with_all_options(written: str, spoken: str) -> None:
    assert normalize(written) == spoken


@pytest.mark.parametrize("need", sorted(NormalizationOption))
def test_rules_apply_only_with_their_option(need: NormalizationOption) -> None:
    rules = [rule for rule in RULES if rule.option is need]
    assert rules
    for rule in rules:
        before = rule.examples[0][0]
        assert rule.name in [change.rule for change in explain_changes(before, {need})]
        assert rule.name not in [change.rule for change in explain_changes(before, ALL_OPTIONS - {need})]


@pytest.mark.parametrize("letter", ["İ", "ı", "ſ", "\u212a"])
@pytest.mark.parametrize(
    "word", ["hi{0}", "h{0}h{0}h{0}", "{0}dk", "th{0}", "bı{0}e", "bru{0}h", "o{0}ay", "{0}o {0}o"]
)
def test_letters_that_only_match_when_case_is_ignored_break_nothing(word: str, letter: str) -> None:
    for needs in (ALL_OPTIONS, NOTHING):
        assert normalize(f"“{word.format(letter)},” he said: {word.format(letter).upper()}.", needs)


# Characters of the shorter text.
LENGTH = 10_000


# What makes patterns that look back and forth slow.
@pytest.mark.parametrize(
    "piece",
    [
        *(
            ".",
            " .",
            "*",
            "a*",
            "*a",
            "[",
            "](",
            "(",
            "<",
            "-",
            "a-",
            "—",
            "!",
            "?!",
            "'",
            '"',
            "_a_",
            "~",
            "/a",
            "a@",
            "&",
        ),
        *(
            "\n",
            "-\n",
            " ",
            "H…",
            ":",
            ",",
            ";",
            "…",
            "ha",
            "no",
            "o",
            "A",
            "AB ",
            "Mr. ",
            "1",
            "1,",
            "1.",
            "1:",
            "$1",
            ":)",
            "^",
            "w.",
            "IV ",
        ),
    ],
)
def test_normalize_takes_linear_time(piece: str) -> None:
    def seconds_for(length: int) -> float:
        text = (piece * length)[:length] + "x"
        began = time.process_time()
        normalize(text)
        return time.process_time() - began

    seconds_for(300)  # what is loaded once is not the text's doing
    assert growth(lambda: seconds_for(LENGTH), lambda: seconds_for(TIMES * LENGTH)) <= SLACK * TIMES
