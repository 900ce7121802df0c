"""The search for lexicon entries in a text, and their substitution for an engine."""

from __future__ import annotations

import pytest

from audiobook.text.pronunciation.lexicon import build_lexicon, find_pronunciations
from audiobook.text.pronunciation.story_lexicon import build_story_lexicon
from audiobook.text.pronunciation.substitution import apply_respellings, substitute_words
from audiobook.text.pronunciation.values import LexiconEntry, Origin

SIOBHAN = LexiconEntry("Siobhan", "/ʃɪvˈɔn/")
POLISH = LexiconEntry("Polish", "/pˈOlɪʃ/")
LINUX = LexiconEntry("linux", "/lˈɪnəks/")
PHOENIX = LexiconEntry("Joaquin Phoenix", "/wɑkˈin fˈinɪks/")
JOAQUIN = LexiconEntry("Joaquin", "wahkeen")
RAS = LexiconEntry("Ra's al Ghul", "/ɹˈAʃ æl ɡˈul/")
EUSTACE = LexiconEntry("Eustace", "/jˈustəs/")
KATE = LexiconEntry("Kate", "/kˈAt/")
RA = LexiconEntry("Ra", "/ɹˈɑ/")
ZOE = LexiconEntry("Zoë", "/zˈOi/")
# The entries, the text, and what is said otherwise in it.
FOUND = {
    "the word": (SIOBHAN, "Ask Siobhan.", {"Siobhan": "ʃɪvˈɔn"}),
    "a possessive": (SIOBHAN, "Siobhan's, Siobhan’s", {"Siobhan's": "ʃɪvˈɔnz", "Siobhan’s": "ʃɪvˈɔnz"}),
    "a possessive after a hiss": (EUSTACE, "Eustace’s", {"Eustace’s": "jˈustəsᵻz"}),
    "a possessive without voice": (KATE, "Kate's", {"Kate's": "kˈAts"}),
    "a plural": (SIOBHAN, "two Siobhans", {"Siobhans": "ʃɪvˈɔnz"}),
    "a plural's possessive": (SIOBHAN, "the Siobhans' cat", {"Siobhans": "ʃɪvˈɔnz"}),
    "capitals": (SIOBHAN, "SIOBHAN! SIOBHAN'S!", {"SIOBHAN": "ʃɪvˈɔn", "SIOBHAN'S": "ʃɪvˈɔnz"}),
    "no other case": (POLISH, "polish the polish", {}),
    "any case": (LINUX, "linux, Linux, LINUX", {"linux": "lˈɪnəks", "Linux": "lˈɪnəks", "LINUX": "lˈɪnəks"}),
    "no part of a word": (SIOBHAN, "Siobhana, McSiobhan, Siobhan2", {}),
    "no plural of a short one": (RA, "Ras, Ra", {"Ra": "ɹˈɑ"}),
    "a stammer": (SIOBHAN, "S-Siobhan", {"Siobhan": "ʃɪvˈɔn"}),
    "an honorific": (SIOBHAN, "Siobhan-san", {"Siobhan": "ʃɪvˈɔn"}),
    "an elision": (SIOBHAN, "Siobhan’ll", {"Siobhan": "ʃɪvˈɔn"}),
    "several words": (PHOENIX, "Joaquin\nPhoenix’s", {"Joaquin\nPhoenix’s": "wɑkˈin fˈinɪksᵻz"}),
    "an apostrophe either way": (RAS, "Ra’s al Ghul", {"Ra’s al Ghul": "ɹˈAʃ æl ɡˈul"}),
    "letters with marks": (ZOE, "Zoë and Zoe", {"Zoë": "zˈOi"}),
}


@pytest.mark.parametrize(("entry", "text", "said"), FOUND.values(), ids=FOUND.keys())
def test_pronunciations_in(entry: LexiconEntry, text: str, said: dict[str, str]) -> None:
    assert find_pronunciations(text, build_lexicon([entry])) == tuple((word, f"/{how}/") for word, how in said.items())


def test_the_longest_entry_takes_precedence() -> None:
    found = find_pronunciations("Joaquin met Joaquin Phoenix.", build_lexicon([JOAQUIN, PHOENIX]))
    assert found == (("Joaquin", "wahkeen"), ("Joaquin Phoenix", PHOENIX.pronunciation))


def test_the_first_entry_takes_precedence() -> None:
    other = LexiconEntry("Siobhan", "/sˈIəbən/", Origin.BUILT_IN)
    assert find_pronunciations("Siobhan", build_lexicon([SIOBHAN, other])) == (("Siobhan", SIOBHAN.pronunciation),)


def test_a_case_sensitive_entry_takes_precedence() -> None:
    loose = LexiconEntry("polish", "/pˈɑlɪʃ/")
    found = dict(find_pronunciations("Polish polish", build_lexicon([loose, POLISH])))
    assert found == {"Polish": POLISH.pronunciation, "polish": loose.pronunciation}


def test_a_lowered_shout_of_a_name_is_found() -> None:
    story = "COME HERE, SIOBHAN! Siobhan came."
    assert dict(find_pronunciations("Come here, siobhan!", build_story_lexicon(story, [SIOBHAN])))
    assert not find_pronunciations("polish", build_story_lexicon("Polish it? POLISH! No polish.", [POLISH]))


def test_a_name_stays_case_sensitive_where_its_plural_is_a_word() -> None:
    thi = LexiconEntry("Thi", "/θˈi/")
    assert dict(find_pronunciations("Thi, this, Thi’s", build_story_lexicon("Thi, this, Thi’s", [thi]))) == {
        "Thi": "/θˈi/", "Thi’s": "/θˈiz/",
    }  # fmt: skip


def test_words_within_a_longer_entry_are_not_found_again() -> None:
    found = find_pronunciations("Joaquin Phoenix", build_lexicon([PHOENIX, LexiconEntry("Phoenix", "/fˈinɪks/")]))
    assert found == (("Joaquin Phoenix", PHOENIX.pronunciation),)


def test_a_built_in_name_is_not_found_in_a_plural() -> None:
    thi = LexiconEntry("Thi", "/θˈi/", Origin.BUILT_IN)
    assert find_pronunciations("This is this. THIS!", build_story_lexicon("This is this. THIS!", [thi])) == ()


def test_apply_respellings() -> None:
    pronounced = (("Siobhan’s", "/ʃɪvˈɔnz/"), ("Joaquin", "wahkeen"))
    assert apply_respellings("“Siobhan’s,” said Joaquin.", pronounced) == "“Shivawnz,” said Wahkeen."


def test_substitute_words_leaves_inline_phonemes() -> None:
    pronounced = (("Kakashi", "/kɑkˈɑʃi/"), ("Kakashi's", "/kɑkˈɑʃiz/"))
    marked = substitute_words(
        "Kakashi-[san](/sˌɑn/), [Kakashi](/x/), Kakashi's", pronounced, lambda w, s: f"[{w}]({s})"
    )
    assert marked == "[Kakashi](/kɑkˈɑʃi/)-[san](/sˌɑn/), [Kakashi](/x/), [Kakashi's](/kɑkˈɑʃiz/)"
