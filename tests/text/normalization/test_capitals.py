"""How words in capitals are classified and normalized."""

from __future__ import annotations

import pytest

from audiobook.engines.hibari_text import REQUIRED_NORMALIZATION
from audiobook.text.normalization.capitals import CapitalsReading, classify_capitals
from audiobook.text.normalization.normalize import normalize
from audiobook.text.normalization.options import NormalizationOption

# A sentence, with the word in question between bars.
READINGS = (
    ("|US| troops crossed the border.", CapitalsReading.SPELLED),
    ("He crossed the |US| border.", CapitalsReading.SPELLED),
    ("the UK and |US| governments", CapitalsReading.SPELLED),
    ("THE |US| ARMY IS HERE", CapitalsReading.SPELLED),
    ("It is about |US| now.", CapitalsReading.WORD),
    ("JOIN |US| NOW", CapitalsReading.WORD),
    ("Ask the |IT| guy.", CapitalsReading.SPELLED),
    ("|IT| support is away.", CapitalsReading.SPELLED),
    ("|IT| WAS ALIVE", CapitalsReading.WORD),
    ("He felt |IT| behind him.", CapitalsReading.WORD),
    ("The |WHO| warned us.", CapitalsReading.SPELLED),
    ("Guess |WHO| called.", CapitalsReading.WORD),
    ("an |LED| lamp", CapitalsReading.SPELLED),
    ("He |LED| them.", CapitalsReading.WORD),
    ("She went |MIA| in May.", CapitalsReading.SPELLED),
    ("“|MIA|!” she called.", CapitalsReading.WORD),
    ("Her |SAT| scores came.", CapitalsReading.SPELLED),
    ("He |SAT| down.", CapitalsReading.WORD),
    # By their shape.
    ("the |ECG| and the nurse", CapitalsReading.SPELLED),
    ("a |QZTR| man", CapitalsReading.SPELLED),
    ("an |OVT| patient", CapitalsReading.SPELLED),
    ("CALL THE |OVT| NOW", CapitalsReading.SPELLED),
    ("an |LOB| form", CapitalsReading.SPELLED),
    ("the |ZANBU| of his village", CapitalsReading.NAME),
    ("RUN, |TOBIO|!", CapitalsReading.NAME),
    ("STOP, |TEO|!", CapitalsReading.NAME),
    ("|RHYTHM| is all", CapitalsReading.WORD),
    ("so |NAÏVE| of him", CapitalsReading.WORD),
    # What a game counts.
    ("|VIT|: 10", CapitalsReading.SPELLED),
    ("|CON|: 12", CapitalsReading.SPELLED),
    ("+2 |WIS|", CapitalsReading.SPELLED),
    ("STR, |DEX|, INT", CapitalsReading.SPELLED),
    ("It was a |CON|.", CapitalsReading.WORD),
    # Said as words, sounds, numerals.
    ("the |TARDIS| hummed", CapitalsReading.ACRONYM),
    ("|SHH|, he said", CapitalsReading.WORD),
    ("Part |XXXIV| begins", CapitalsReading.ACRONYM),
)
# For hibari, and for an engine that needs everything.
GIVEN = (
    ("CALL THE FBI NOW!", "Call the FBI now!", "Call the F-B-I now!"),
    ("IT WAS US!", "It was us!", "It was us!"),
    ("US troops, IT support", "US troops, IT support", "U-S troops, I-T support"),
    ("two VIPS and three IDs", "two VIPs and three IDs", "two V-I-P’s and three I-D’s"),
    ("IT ISN’T HERS, HERMIONE", "It isn’t hers, Hermione", "It isn’t hers, Hermione"),
    ("He wrote F B I.", "He wrote FBI.", "He wrote F-B-I."),
    ("He wrote C A T.", "He wrote C.A.T.", "He wrote C.A.T."),
    ("an A/C, AC/DC", "an A/C, AC/DC", "an A-C, A-C D-C"),
    ("CO2, H2O, NO2, 4K", "CO two, H two O, N-O two, four K", "C-O two, H two O, N-O two, four K"),
    ("her Ph.D., two PhDs", "her PhD, two PhDs", "her PhD, two PhDs"),
    ("the U.S. Army, J.R.R. Tolkien", "the U.S. Army, J.R.R. Tolkien", "the U.S. Army, J.R.R. Tolkien"),
    ("X-ray, T-shirt, mp3, OK", "X-ray, T-shirt, mp3, OK", "X-ray, T-shirt, mp3, OK"),
)


@pytest.mark.parametrize(("marked", "reading"), READINGS)
def test_classify_capitals_by_context(marked: str, reading: CapitalsReading) -> None:
    before, word, after = marked.split("|")
    assert classify_capitals(before + word + after, len(before), len(before + word)) is reading


@pytest.mark.parametrize(("written", "for_hibari", "for_others"), GIVEN)
def test_capitals_are_normalized_for_the_engine(written: str, for_hibari: str, for_others: str) -> None:
    assert normalize(written, REQUIRED_NORMALIZATION) == for_hibari
    assert normalize(written) == for_others
    assert normalize(for_hibari, REQUIRED_NORMALIZATION) == for_hibari


@pytest.mark.parametrize("word", ["US", "FBI", "LAPD", "ECG", "VIT"])
def test_an_initialism_stays_in_capitals(word: str) -> None:
    for needs in (REQUIRED_NORMALIZATION, frozenset({NormalizationOption.CAPITALS})):
        for text in (f"the {word} came", f"CALL THE {word} NOW", f"The {word}’s men", f"He is in the {word}."):
            assert word in normalize(text, needs)


@pytest.mark.parametrize("word", ["GO", "STOP", "NARUTO", "BECAUSE", "IT", "US"])
def test_a_shout_is_not_spelled_out(word: str) -> None:
    assert "-" not in normalize(f"I SAID {word} AND RUN")
    assert word not in normalize(f"I SAID {word} AND RUN", REQUIRED_NORMALIZATION)
