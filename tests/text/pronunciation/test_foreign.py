"""Words of other languages: those of the list, and those whose accents give their language away."""

from __future__ import annotations

import pytest

from audiobook.text.pronunciation.alphabet import PHONEMES, phonemes_from_ipa
from audiobook.text.pronunciation.entries import built_in_entries
from audiobook.text.pronunciation.foreign import (
    SPELLINGS,
    Spelling,
    foreign_phonemes,
    japanese_words,
    listed_words,
    spelling_of,
)
from audiobook.text.pronunciation.french import MOST_PHRASES, french_phrases
from audiobook.text.pronunciation.lexicon import pronounced_in
from audiobook.text.pronunciation.story_lexicon import lexicon_for
from audiobook.text.pronunciation.values import Entry, Origin


@pytest.mark.parametrize("spelling", SPELLINGS, ids=lambda spelling: spelling.name)
def test_a_language_reads_its_examples(spelling: Spelling) -> None:
    assert [(word, foreign_phonemes(word, spelling)) for word, _ in spelling.examples] == list(spelling.examples)
    assert [spelling_of(word) for word, _ in spelling.examples] == [spelling] * len(spelling.examples)
    assert [word for word in spelling.unlike if spelling_of(word) is spelling] == []


def test_all_that_is_listed_can_be_said() -> None:
    listed = [*listed_words(), *japanese_words()]
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
def test_what_is_found_in_a_sentence(sentence: str, found: tuple[str, ...]) -> None:
    lexicon = lexicon_for(sentence, built_in_entries())
    assert tuple(word for word, _ in pronounced_in(sentence, lexicon)) == found


def test_a_story_all_in_french_makes_no_endless_lexicon() -> None:
    numbers = ("deux", "trois", "quatre", "cinq", "sept", "neuf", "onze", "douze", "treize", "seize")
    story = " ".join(f"Je vois {a} {b} {c}." for a in numbers for b in numbers for c in numbers)
    assert len(list(french_phrases(story, frozenset({"je"})))) == MOST_PHRASES


def test_what_a_person_says_of_a_word_wins() -> None:
    mine = Entry("Hélène", "/hələnə/", Origin.CAST_FILE)
    lexicon = lexicon_for("Hélène ran.", (mine, *built_in_entries()))
    assert pronounced_in("Hélène ran.", lexicon) == (("Hélène", "/hələnə/"),)


def test_a_word_that_stands_in_small_letters_is_no_name() -> None:
    lexicon = lexicon_for("Risée was warm. A risée, he said.", built_in_entries())
    assert pronounced_in("Risée was warm.", lexicon) == ()


@pytest.mark.parametrize(
    ("ipa", "every", "weak"),
    [("ʒə nə ˈkwɑː", "ʒˈə nˈə kwˈɑ", "ʒə nə kwˈɑ"), ("lɑ", "lˈɑ", "lˈɑ")],
)
def test_weak_words_of_a_phrase_bear_no_stress(ipa: str, every: str, weak: str) -> None:
    assert phonemes_from_ipa(ipa) == every
    assert phonemes_from_ipa(ipa, weak_words=True) == weak
