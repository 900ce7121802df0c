"""IPA and respellings become the phonemes that the voices know."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audiobook.text.pronunciation.alphabet import PHONEMES, ipa_to_phonemes, phonemes_to_ipa
from audiobook.text.pronunciation.respelling import phonemes_to_respelling, respelling_to_phonemes

# IPA as dictionaries print it, and the phonemes.
IPA = {
    "ʃɪˈvɔːn": "ʃɪvˈɔn",
    "həɹˈmaɪəni": "həɹmˈIəni",
    "ˈdʒɛnɪfɚ": "ʤˈɛnɪfəɹ",
    "d͡ʒoʊˈæn": "ʤOˈæn",
    "ˈtʃeɪs": "ʧˈAs",
    "'ni:v".replace(":", "ː"): "nˈiv",
    "kɑkˈɑʃi": "kɑkˈɑʃi",
    "iːfə": "ˈifə",
    "ɡaˈʎeɡo": "ɡɑljˈɛɡO",
    "bɔɪ": "bˈY",
    "ˈnaʊ": "nˈW",
    "tsunade": "tsunˈɑdA",
    "bax": "bˈɑk",
    "pɛʁˈjɛ": "pɛɹjˈɛ",
    "kɪərə": "kˈɪɹə",
    "ʃɔ̃": "ʃˈɔn",
    "wɑˈkiːn ˈfiː.nɪks": "wɑkˈin fˈinɪks",
}
# What people write, and the phonemes; None where the engine reads it.
RESPELLINGS = {
    "shih-VAWN": "ʃɪvˈɔn",
    "her-MY-oh-nee": "hɜɹmˈIOni",
    "wah-KEEN": "wɑkˈin",
    "EE-fuh": "ˈifə",
    "NEEV": "nˈiv",
    "dah-NYE": "dɑnˈI",
    "yah-MAH-toh": "jɑmˈɑtO",
    "ka-ka-shi": "kɑkˈɑʃi",
    "shivawn": None,
    "Ann-Ñu": None,
}


@pytest.mark.parametrize(("ipa", "phonemes"), IPA.items())
def test_ipa(ipa: str, phonemes: str) -> None:
    assert ipa_to_phonemes(ipa) == phonemes


@pytest.mark.parametrize(
    ("ipa", "told"), [("ʃɪ7v", "'7' (character 3)"), ("kkk", "no vowel"), ("  ", "empty"), ("ɑ!", "'!'")]
)
def test_what_is_no_ipa_is_told(ipa: str, told: str) -> None:
    with pytest.raises(ValueError) as error:  # noqa: PT011 - the message is looked at
        ipa_to_phonemes(ipa)
    assert told in str(error.value)


@pytest.mark.parametrize(("written", "phonemes"), RESPELLINGS.items())
def test_respellings(written: str, phonemes: str | None) -> None:
    assert respelling_to_phonemes(written) == phonemes


@pytest.mark.parametrize("phonemes", [phonemes for phonemes in IPA.values() if " " not in phonemes])
def test_phonemes_come_through_ipa_unchanged(phonemes: str) -> None:
    assert ipa_to_phonemes(phonemes_to_ipa(phonemes)) == phonemes


@given(st.text(alphabet="".join(sorted(PHONEMES)) + " ", max_size=12))
def test_any_phonemes_can_be_written_in_letters(phonemes: str) -> None:
    letters = phonemes_to_respelling(phonemes, hyphenated=False)
    assert letters.replace(" ", "").isascii()
    assert not set(letters) & set("ˈˌ")
    phonemes_to_respelling(phonemes)


@given(st.text(max_size=12))
def test_any_text_is_ipa_or_an_error(text: str) -> None:
    try:
        phonemes = ipa_to_phonemes(text)
    except ValueError:
        return
    assert set(phonemes) <= PHONEMES | {" "}
    assert "ˈ" in phonemes
