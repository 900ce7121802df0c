"""What a word in capitals is read as, and what an engine is given for it."""

from __future__ import annotations

import pytest

from audiobook.engines.hibari_text import NEEDS
from audiobook.text.normalization.capitals import Reading, reading_of
from audiobook.text.normalization.normalize import speakable
from audiobook.text.normalization.options import Need

# A sentence, with the word in question between bars.
READINGS = (
    ("|US| troops crossed the border.", Reading.SPELLED),
    ("He crossed the |US| border.", Reading.SPELLED),
    ("the UK and |US| governments", Reading.SPELLED),
    ("THE |US| ARMY IS HERE", Reading.SPELLED),
    ("It is about |US| now.", Reading.WORD),
    ("JOIN |US| NOW", Reading.WORD),
    ("Ask the |IT| guy.", Reading.SPELLED),
    ("|IT| support is away.", Reading.SPELLED),
    ("|IT| WAS ALIVE", Reading.WORD),
    ("He felt |IT| behind him.", Reading.WORD),
    ("The |WHO| warned us.", Reading.SPELLED),
    ("Guess |WHO| called.", Reading.WORD),
    ("an |LED| lamp", Reading.SPELLED),
    ("He |LED| them.", Reading.WORD),
    ("She went |MIA| in May.", Reading.SPELLED),
    ("“|MIA|!” she called.", Reading.WORD),
    ("Her |SAT| scores came.", Reading.SPELLED),
    ("He |SAT| down.", Reading.WORD),
    # By their shape.
    ("the |ECG| and the nurse", Reading.SPELLED),
    ("a |QZTR| man", Reading.SPELLED),
    ("an |OVT| patient", Reading.SPELLED),
    ("CALL THE |OVT| NOW", Reading.SPELLED),
    ("an |LOB| form", Reading.SPELLED),
    ("the |ZANBU| of his village", Reading.NAME),
    ("RUN, |TOBIO|!", Reading.NAME),
    ("STOP, |TEO|!", Reading.NAME),
    ("|RHYTHM| is all", Reading.WORD),
    ("so |NAÏVE| of him", Reading.WORD),
    # What a game counts.
    ("|VIT|: 10", Reading.SPELLED),
    ("|CON|: 12", Reading.SPELLED),
    ("+2 |WIS|", Reading.SPELLED),
    ("STR, |DEX|, INT", Reading.SPELLED),
    ("It was a |CON|.", Reading.WORD),
    # Said as words, sounds, numerals.
    ("the |TARDIS| hummed", Reading.ACRONYM),
    ("|SHH|, he said", Reading.WORD),
    ("Part |XXXIV| begins", Reading.ACRONYM),
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
def test_a_word_in_capitals_is_read_by_what_stands_around_it(marked: str, reading: Reading) -> None:
    before, word, after = marked.split("|")
    assert reading_of(before + word + after, len(before), len(before + word)) is reading


@pytest.mark.parametrize(("written", "for_hibari", "for_others"), GIVEN)
def test_an_engine_is_given_what_it_reads_right(written: str, for_hibari: str, for_others: str) -> None:
    assert speakable(written, NEEDS) == for_hibari
    assert speakable(written) == for_others
    assert speakable(for_hibari, NEEDS) == for_hibari


@pytest.mark.parametrize("word", ["US", "FBI", "LAPD", "ECG", "VIT"])
def test_an_initialism_is_never_in_small_letters(word: str) -> None:
    for needs in (NEEDS, frozenset({Need.CAPITALS})):
        for text in (f"the {word} came", f"CALL THE {word} NOW", f"The {word}’s men", f"He is in the {word}."):
            assert word in speakable(text, needs)


@pytest.mark.parametrize("word", ["GO", "STOP", "NARUTO", "BECAUSE", "IT", "US"])
def test_a_shout_is_never_spelled(word: str) -> None:
    assert "-" not in speakable(f"I SAID {word} AND RUN")
    assert word not in speakable(f"I SAID {word} AND RUN", NEEDS)
