"""The table of abbreviations, as normalization and the splitting of sentences use it."""

from __future__ import annotations

import pytest

from audiobook.text.normalization.abbreviation_table import ABBREVIATIONS, AbbreviationContext, abbreviations_for
from audiobook.text.normalization.normalize import normalize
from audiobook.text.normalization.options import NormalizationOption
from audiobook.text.normalization.sentences import split_sentences

# As written, and as the sentences that an engine is given.
SAID = (
    ("Ft. Knox and Ste. Marie. Ann left.", "Fort Knox and Saint Marie. | Ann left."),
    ("Hdqtrs. sent Cmdr. Ash. He came.", "Headquarters sent Commander Ash. | He came."),
    ("The Hon. Ms. Vale, Q.C., rose.", "The Honorable Miz Vale, Q.C., rose."),
    ("Max. speed is 9, min. is 2.", "Maximum speed is 9, minimum is 2."),
    ("He met Max. She left at 9.", "He met Max. | She left at 9."),
    ("Born c. 1450, d. 1502.", "Born circa 1450, died 1502."),
    ("See pg. 12, Vol. 2, No. 5. Then rest.", "See page 12, Volume 2, Number 5. | Then rest."),
    ("I said no. 5 came.", "I said number 5 came."),
    ("She sued Acme Inc. They paid.", "She sued Acme Incorporated. | They paid."),
    ("Acme Inc. President Bo", "Acme Incorporated President Bo"),
    ("He lives on Main St. Ann does not.", "He lives on Main Street Ann does not."),
    ("He lives on Main St. She does not.", "He lives on Main Street. | She does not."),
    ("Port St. John, St. Ives, St Mungo’s", "Port Saint John, Saint Ives, Saint Mungo’s"),
    ("We met in Jan. Then we asked Jan. She left.", "We met in January. | Then we asked Jan. | She left."),
    ("from Jan. to Mar., on Sat. nights", "from January to Mar., on Saturday nights"),
    ("Tea, milk, etc. Ann drank.", "Tea, milk, et cetera. | Ann drank."),
    ("Ann vs. Bo, i.e. Bo lost, e.g. Ann won.", "Ann versus Bo, that is Bo lost, for example Ann won."),
    ("a Lvl. 12 Mage, lv 3, Mk. 2", "a Level 12 Mage, level 3, Mark 2"),
    ("MEET AT NO. 5, MR. PYM.", "MEET AT NUMBER 5, MISTER PYM."),
)


@pytest.mark.parametrize(("written", "said"), SAID)
def test_abbreviations_are_expanded(written: str, said: str) -> None:
    assert " | ".join(split_sentences(normalize(written, {NormalizationOption.ABBREVIATIONS}))) == said


@pytest.mark.parametrize(
    "row",
    [row for row in ABBREVIATIONS if row.context is AbbreviationContext.BEFORE_NAME],
    ids=lambda row: row.short_form,
)
def test_a_title_does_not_end_a_sentence(row: object) -> None:
    short = row.short_form  # type: ignore[attr-defined]
    assert split_sentences(f"Then {short}. Vale came.") == (f"Then {short}. Vale came.",)


def test_abbreviations_for_any_capitalization() -> None:
    assert [
        [row.expansion for row in abbreviations_for(short)][:1] for short in ("vol", "Vol", "VOL", "Mr", "MR", "mr")
    ] == [
        ["volume"],
        ["volume"],
        ["volume"],
        ["Mister"],
        ["Mister"],
        [],
    ]


def test_no_abbreviation_is_listed_twice() -> None:
    rows = [(row.short_form, row.context) for row in ABBREVIATIONS]
    assert len(rows) == len(set(rows))
