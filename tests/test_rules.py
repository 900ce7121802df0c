"""Every rule about text must do to its own examples what it says."""

from __future__ import annotations

from itertools import product

import pytest

from audiobook.chapters.breaks import BREAK_RULES, is_scene_break
from audiobook.chapters.headings.patterns import HEADING_RULES, PROSE_START, parse_heading
from audiobook.chapters.line_rules import LineRule
from audiobook.chapters.note_labels import LABEL_RULES, NOTE_RULES, WEAK_LABEL_RULES, WEAK_NOTE_RULES
from audiobook.chapters.notes.notes import NOTE_CHAPTER_TITLE
from audiobook.chapters.preamble import BYLINE, TITLE_LINE
from audiobook.engines import hibari_text
from audiobook.text.normalization.normalize import RULES
from audiobook.text.normalization.rules import AnyRule

OTHER_RULES = (
    *LABEL_RULES, *NOTE_RULES, *WEAK_LABEL_RULES, *WEAK_NOTE_RULES, NOTE_CHAPTER_TITLE, TITLE_LINE, BYLINE
)  # fmt: skip
LINE_RULES = (*BREAK_RULES, *HEADING_RULES, *OTHER_RULES)
ALL_REWRITES: tuple[AnyRule, ...] = (*RULES, *hibari_text.NORMALIZATION_RULES)


@pytest.mark.parametrize("rule", LINE_RULES, ids=lambda rule: rule.name)
def test_a_line_rule_matches_its_examples(rule: LineRule) -> None:
    assert rule.matches
    assert rule.rejects
    assert [line for line in rule.matches if not rule.pattern.fullmatch(line)] == []


@pytest.mark.parametrize("rule", BREAK_RULES, ids=lambda rule: rule.name)
def test_no_break_rule_takes_what_another_must_not(rule: LineRule) -> None:
    assert [line for line in rule.rejects if is_scene_break(line)] == []
    assert [line for line in rule.matches if not is_scene_break(line)] == []


@pytest.mark.parametrize("rule", HEADING_RULES, ids=lambda rule: rule.name)
def test_what_only_looks_like_a_heading_is_none(rule: LineRule) -> None:
    def is_one(line: str) -> bool:
        heading = parse_heading(line)
        return heading is not None and heading.form == rule.name

    assert [line for line in rule.rejects if is_one(line)] == []
    assert [line for line in rule.matches if not is_one(line)] == []


@pytest.mark.parametrize("rule", OTHER_RULES, ids=lambda rule: rule.name)
def test_other_line_rules_leave_prose_alone(rule: LineRule) -> None:
    assert [line for line in rule.rejects if rule.pattern.fullmatch(line)] == []


@pytest.mark.parametrize("rewrite", ALL_REWRITES, ids=lambda rewrite: rewrite.name)
def test_a_rewrite_changes_its_examples_and_nothing_else(rewrite: AnyRule) -> None:
    assert rewrite.examples
    assert rewrite.non_matches
    assert [(before, rewrite(before)) for before, _ in rewrite.examples] == list(rewrite.examples)
    assert [rewrite(text) for text in rewrite.non_matches] == list(rewrite.non_matches)


@pytest.mark.parametrize("rewrite", ALL_REWRITES, ids=lambda rewrite: rewrite.name)
def test_a_rewrite_explains_what_it_changes(rewrite: AnyRule) -> None:
    for before, after in rewrite.examples:
        assert [change.rule for change in rewrite.find_changes(before)] == [rewrite.name] * len(
            [*rewrite.find_changes(before)]
        )
        assert bool([*rewrite.find_changes(before)]) == (before != after)
    assert [change for text in rewrite.non_matches for change in rewrite.find_changes(text)] == []


@pytest.mark.parametrize("rewrite", ALL_REWRITES, ids=lambda rewrite: rewrite.name)
def test_a_rewrite_is_never_passed_over_where_it_would_match(rewrite: AnyRule) -> None:
    assert [b for b, a in rewrite.examples if rewrite.trigger_chars and not set(rewrite.trigger_chars) & set(b)] == []


def test_rules_have_names_of_their_own() -> None:
    names = [rule.name for rule in RULES]
    assert len(names) == len(set(names))


FIRST_WORDS = ("part", "Chapter", "Letter", "the", "It", "ii", "Prologue", "“Part", "c")
WORDS = ("one", "twenty", "hundred", "and", "of", "was", "letter", "the", "ii", "mild", "last", "don't", "a", "3")
ENDS = ("", ".", ": Rain", " - Rain", ", she said", " of it")


@pytest.mark.parametrize("first", FIRST_WORDS)
def test_what_begins_like_prose_is_a_heading_by_no_rule(first: str) -> None:
    begins = (" ".join((first, *words)) for words in product(WORDS, WORDS, ("of it", "ii", "the twenty mild")))
    lines = [line for begin, end in product(begins, ENDS) if PROSE_START.match(line := begin + end)]
    assert [line for line in lines if any(rule.pattern.fullmatch(line) for rule in HEADING_RULES)] == []
