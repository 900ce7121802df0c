"""Foreign words: those of the list, and those whose accents show their language."""

from __future__ import annotations

import pytest

from audiobook.text.pronunciation.alphabet import PHONEMES, ipa_to_phonemes
from audiobook.text.pronunciation.foreign import (
    SPELLINGS,
    Spelling,
    detect_spelling,
    load_foreign_words,
    load_japanese_words,
    spell_to_phonemes,
)
from audiobook.text.pronunciation.french import MAX_PHRASES, find_french_phrases
from audiobook.text.pronunciation.lexicon import find_pronunciations
from audiobook.text.pronunciation.lexicon_files import load_built_in_entries
from audiobook.text.pronunciation.story_lexicon import build_story_lexicon
from audiobook.text.pronunciation.values import LexiconEntry, Origin


@pytest.mark.parametrize("spelling", SPELLINGS, ids=lambda spelling: spelling.language)
def test_a_spelling_pronounces_its_examples(spelling: Spelling) -> None:
    assert [(word, spell_to_phonemes(word, spelling)) for word, _ in spelling.examples] == list(spelling.examples)
    assert [detect_spelling(word) for word, _ in spelling.examples] == [spelling] * len(spelling.examples)
    assert [word for word in spelling.non_matches if detect_spelling(word) is spelling] == []


def test_every_listed_word_has_a_pronunciation() -> None:
    listed = [*load_foreign_words(), *load_japanese_words()]
    assert len(listed) > 500
    sounds = {sound for _, said in listed if said.startswith("/") for sound in said.strip("/")}
    assert sounds <= PHONEMES | {" "}
    assert all(said.startswith("/") or said.isascii() for _, said in listed)


# A sentence, and what of it is said otherwise than the voice would.
SENTENCES = (
    ("A bit of déjà vu.", ("déjà vu",)),
    ("A bit of deja  vu.", ("deja  vu",)),
    ("C’est la vie, mon ami!", ("C’est la vie", "mon ami")),
    ("He sent his resume, a cafe, a fiance.", ()),
    ("She ate a café’s soufflé.", ()),
    ("Arigatou gozaimasu, she said.", ("Arigatou", "gozaimasu")),
    ("For the sake of the matte paint", ()),
    ("Hélène’s père met Jürgen.", ("Hélène’s", "père", "Jürgen")),
    ("Björk in Malmö", ()),
    ("“Je ne vois pas le chat,” he said.", ("Je ne vois pas le chat",)),
    ("Vous êtes venue avec Paul, non?", ("Vous êtes venue avec",)),
    ("He whispered, “Où est-elle?”", ("Où est-elle",)),
    ("“J’ai froid.” N’Ara ran, c’mon, rock ’n’ roll.", ("J’ai froid",)),
    ("Chez Paul they ate pour me plus a petit four.", ("Chez", "petit four")),
    ("The oui captain; on the pas; a ticket tout", ("oui",)),
    ("Comin’, makin' nothin, walkin’", ("Comin", "makin", "nothin")),
    ("Was ist das, dear? Chow mein was on.", ("Was ist das",)),
    ("Phœnix", ("Phœnix",)),
)


@pytest.mark.parametrize(("sentence", "found"), SENTENCES)
def test_foreign_words_and_phrases_are_found(sentence: str, found: tuple[str, ...]) -> None:
    lexicon = build_story_lexicon(sentence, load_built_in_entries())
    assert tuple(word for word, _ in find_pronunciations(sentence, lexicon)) == found


def test_the_number_of_french_phrases_is_limited() -> None:
    numbers = ("deux", "trois", "quatre", "cinq", "sept", "neuf", "onze", "douze", "treize", "seize")
    story = " ".join(f"Je vois {a} {b} {c}." for a in numbers for b in numbers for c in numbers)
    assert len(list(find_french_phrases(story, frozenset({"je"})))) == MAX_PHRASES


def test_a_given_entry_takes_precedence_over_the_rules() -> None:
    mine = LexiconEntry("Hélène", "/hələnə/", Origin.CAST_FILE)
    lexicon = build_story_lexicon("Hélène ran.", (mine, *load_built_in_entries()))
    assert find_pronunciations("Hélène ran.", lexicon) == (("Hélène", "/hələnə/"),)


def test_a_word_that_occurs_in_lower_case_is_no_name() -> None:
    lexicon = build_story_lexicon("Risée was warm. A risée, he said.", load_built_in_entries())
    assert find_pronunciations("Risée was warm.", lexicon) == ()


@pytest.mark.parametrize(
    ("ipa", "every", "weak"),
    [("ʒə nə ˈkwɑː", "ʒˈə nˈə kwˈɑ", "ʒə nə kwˈɑ"), ("lɑ", "lˈɑ", "lˈɑ")],
)
def test_ipa_to_phonemes_with_unstressed_words(ipa: str, every: str, weak: str) -> None:
    assert ipa_to_phonemes(ipa) == every
    assert ipa_to_phonemes(ipa, allow_unstressed_words=True) == weak
