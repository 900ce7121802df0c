"""What hibari misreads unless it is given the text in another form."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hibari import dsp
from numpy.typing import NDArray

from audiobook.audio.loudness import integrated_loudness
from audiobook.engines.hibari import HibariEngine, onset, phonemize, read_words, split_phonemes
from audiobook.engines.hibari_pace import fit_frames
from audiobook.engines.hibari_steering import make_steerable, open_steerable_session, steer_network
from audiobook.engines.hibari_synthesizer import run_network
from audiobook.engines.hibari_text import find_unspeakable, prepare_text
from audiobook.engines.voice_effects.contour import track_pitch
from audiobook.model import Utterance, Voice
from audiobook.model.sound import ASIDE, STRESSED
from audiobook.synthesis.clip_checks import check_clip
from audiobook.text.normalization.normalize import normalize
from audiobook.text.normalization.sentences import split_sentences
from audiobook.text.pronunciation.values import Pronunciations, VoicePronunciation

HEART = Voice("hibari", "heart")


@pytest.fixture(scope="module")
def engine() -> Iterator[HibariEngine]:
    engine = HibariEngine()
    yield engine
    engine.close()


@pytest.mark.parametrize(
    ("written", "as_if"),
    [
        ("“I’m here,” she said.", "I'm here, she said."),
        ("‘Why?’ he asked.", "Why? he asked."),
        ("I said no.", "I said no"),
        ("We met Jan.", "We met Jan"),
        ("H… Hi, Ann.", "[H](/hə/), Hi, Ann."),
        ("St-stop it!", "[St](/stə/), stop it!"),
        ("B-b-but", "[B](/bə/), [b](/bə/), but"),
        ("But I w—", "But I [w](/wə/)—"),
        ("…No.", "No"),
        ("agent 007", "agent zero zero seven"),
    ],
)
def test_it_reads_marks_as_a_person_would(engine: HibariEngine, written: str, as_if: str) -> None:
    assert phonemize(engine.load_model("heart"), prepare_text(written)).rstrip(".") == phonemize(
        engine.load_model("heart"), as_if
    ).rstrip(".")


@pytest.mark.parametrize("text", ["well-to-do", "a T-shirt", "co-operate", "Anne-Marie"])
def test_a_hyphen_inside_a_word_is_no_stutter(engine: HibariEngine, text: str) -> None:
    assert "ə," not in phonemize(engine.load_model("heart"), text)


def test_the_same_line_is_the_same_sound_in_any_order() -> None:
    line = Utterance("The same again, please.", HEART)
    first, second = HibariEngine(), HibariEngine()
    second.speak(Utterance("Something else first.", HEART))
    assert np.array_equal(first.speak(line).samples, second.speak(line).samples)


def test_letters_it_has_no_sounds_for_are_told_and_the_rest_is_said(engine: HibariEngine) -> None:
    clip = engine.speak(Utterance("She wrote 愛 on it 😀 and left.", HEART))
    assert clip.unspoken == ("愛", "😀")
    assert clip.seconds > 0.8


@pytest.mark.parametrize("text", ["Zoë", "naïve café", "Ørsted, Łódź, Ångström", "20° ©"])
def test_latin_letters_with_marks_are_known(text: str) -> None:
    assert find_unspeakable(text) == ()


def test_a_number_of_any_length_is_read(engine: HibariEngine) -> None:
    assert engine.speak(Utterance("It said 12345678901234567890123456789012345.", HEART)).seconds > 5


def test_a_sentence_of_any_length_is_read(engine: HibariEngine) -> None:
    assert engine.speak(Utterance("and then another one " * 60, HEART)).seconds > 40


def test_phonemes_are_cut_between_clauses() -> None:
    long = ("a" * 200 + ", ") * 3
    chunks = split_phonemes(long)
    assert [len(chunk) <= 400 for chunk in chunks] == [True] * len(chunks)
    assert "".join(chunks).replace(" ", "") == long.replace(" ", "")


def test_an_onset_is_the_beginning_of_the_word() -> None:
    assert onset("wˌʌt") == "wə"


def test_gain_makes_it_louder(engine: HibariEngine) -> None:
    plain = engine.speak(Utterance("How loud is this?", HEART)).samples.astype(float)
    louder = engine.speak(Utterance("How loud is this?", Voice("hibari", "heart", gain=6.0))).samples.astype(float)
    assert 1.8 < np.sqrt(np.mean(louder**2)) / np.sqrt(np.mean(plain**2)) < 2.2


# As written, and as a person would write it for a reader who takes it letter by letter.
HEARD = (
    ("“W…what?” said Gus.", "[W](/wə/), what? said Gus."),
    ("“H…Hi, Ann.”", "[H](/hə/), Hi, Ann."),
    ("“Nooooo! Sooo good!”", "No! So good!"),
    ("FROM THE TOP, AND GO HOME!", "From the top, and go home!"),
    ("IT WAS ME", "It was me"),
    ("the Caroline II tonight", "the Caroline two tonight"),
    ("Henry VIII’s wife", "Henry the eighth's wife"),
    ("at 7.30pm", "at 7:30 pm"),
    ("Shhh! Tsk. Hmph!", "[Sh](/ʃʃʃ/)! [T](/tˈɪsk/). [H](/hˈʌmf/)!"),
    ("Iruka-san", "[Iruka](/ˈɜɹukə/)-[san](/sˌɑn/)"),
    ("w/o her b/c idk", "without her because I don't know"),
    ("The ANBU and the FBI", "The Anbu and the [FBI](/ˌɛfbˌiˈI/)"),
    ("US troops and IT support", "[US](/jˌuˈɛs/) troops and [IT](/ˌItˈi/) support"),
    ("GIVE IT TO US", "Give it to us"),
    ("the FBI’s VIPs", "the [FBI’s](/ˌɛfbˌiˈIz/) [VIPs](/vˌiˌIpˈiz/)"),
    ("the US’s ISBN", "the [US’s](/jˌuˈɛsᵻz/) [ISBN](/ˌIˌɛsbˌiˈɛn/)"),
    ("A G I and M H A", "[AGI](/ˌAʤˌiˈI/) and [MHA](/ˌɛmˌAʧˈA/)"),
    ("C-3PO breathes CO2 and H2O", "C-three [PO](/pˌiˈO/) breathes [CO](/sˌiˈO/) two and H two O"),
    ("NASA and the TARDIS are OK", "NASA and the TARDIS are OK"),
    ("Ft. Knox, Ste. Marie", "Fort Knox, Saint Marie"),
    ("Born c. 1450, d. 1502.", "Born circa 1450, died 1502."),
    ("What the f***?", "What the bleep?"),
)


@pytest.mark.parametrize(("written", "as_if"), HEARD)
def test_what_is_heard_of_a_text(engine: HibariEngine, written: str, as_if: str) -> None:
    model = engine.load_model("heart")
    said = [phonemize(model, prepare_text(sentence)) for sentence in split_sentences(normalize(written, engine.needs))]
    assert " ".join(said).replace("!", ".") == phonemize(model, as_if).replace("!", ".")


@pytest.mark.parametrize("text", ["J.K. Rowling"])
def test_what_it_reads_well_is_left_to_it(engine: HibariEngine, text: str) -> None:
    assert normalize(text, engine.needs) == text


# What the line carries, what is said, and the phonemes.
PRONOUNCED = {
    "phonemes": ((("Siobhan", "/ʃɪvˈɔn/"),), "Ask Siobhan.", "ʃɪvˈɔn."),
    "a possessive": ((("Siobhan’s", "/ʃɪvˈɔnz/"),), "Siobhan’s here.", "ʃɪvˈɔnz"),
    "a respelling": ((("Siobhan", "shivawn"),), "Ask Siobhan.", "ʃˈɪvɔn."),
    "an honorific": ((("Sasuke", "/sˈɑskA/"),), "“Sasuke-kun!”", "sˈɑskAkˌun!"),
    "a stammer": ((("Siobhan", "/ʃɪvˈɔn/"),), "“S-Siobhan!”", "ʃə, ʃɪvˈɔn!"),
    "several words": ((("Joaquin Phoenix", "/wɑkˈin fˈinɪks/"),), "Joaquin Phoenix!", "wɑkˈin fˈinɪks!"),
}


@pytest.mark.parametrize(("pronounced", "text", "phonemes"), PRONOUNCED.values(), ids=PRONOUNCED.keys())
def test_it_says_names_as_it_is_told(pronounced: Pronunciations, text: str, phonemes: str) -> None:
    assert phonemes in phonemize(HibariEngine().load_model("heart"), prepare_text(text), pronounced)


def test_a_word_is_known_or_guessed() -> None:
    found = read_words(("house", "Siobhan", "houses", "Shh"))
    assert {word: reading.is_known for word, reading in found.items()} == {
        "house": True, "Siobhan": False, "houses": True, "Shh": True,
    }  # fmt: skip
    assert found["house"].phonemes == "hˈWs"


def test_a_word_it_cannot_read_is_guessed(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise ValueError("invalid literal for int()")

    monkeypatch.setattr("hibari.g2p.G2P.phonemize_tokens", fail)
    assert read_words(["9rr"]) == {"9rr": VoicePronunciation("", is_known=False)}


def test_what_a_line_carries_is_heard() -> None:
    engine, voice = HibariEngine(), Voice("hibari", "heart")
    plain = engine.speak(Utterance("Ask Siobhan.", voice))
    said = engine.speak(Utterance("Ask Siobhan.", voice, (("Siobhan", "/ʃɪvˈɔn/"),)))
    assert not np.array_equal(plain.samples, said.samples)


def test_a_new_take_sounds_otherwise_and_always_alike(engine: HibariEngine) -> None:
    first, second, same = (engine.speak(Utterance("It was open.", HEART, take=take)).samples for take in (0, 1, 1))
    assert np.array_equal(second, same)
    assert not np.array_equal(first, second)


@pytest.mark.parametrize("recipe", [HEART, replace(HEART, formant=0.8, pitch=0.7)], ids=["plain", "long vocal tract"])
def test_it_speaks_at_the_pace_that_is_asked_for(engine: HibariEngine, recipe: Voice) -> None:
    """The network alone says a text asked for at 1.1 and 1.3 only 1.03 and 1.15 times as fast, and leaps at 1.33."""
    lines = (
        "The kettle had been singing for a while before anybody in the house got up to see to it.",
        "Nobody had told the cat, who sat on the stairs and waited for the two of them to come home.",
        "In the evening the wind went round to the north, and all of the windows began to shake.",
    )

    def seconds_at(pace: float) -> float:
        return sum(engine.speak(Utterance(line, replace(recipe, pace=pace))).seconds for line in lines)

    plain = seconds_at(1.0)
    assert {pace: plain / seconds_at(pace) for pace in (0.8, 1.1, 1.3, 1.4)} == {
        pace: pytest.approx(pace, rel=0.05) for pace in (0.8, 1.1, 1.3, 1.4)
    }


def test_frames_are_repeated_or_left_out_evenly() -> None:
    assert fit_frames(np.ones(9), 1.0, 1.0).tolist() == list(range(9))
    assert fit_frames(np.ones(9), 1.0, 1.8).tolist() == [0, 2, 4, 6, 8]
    assert fit_frames(np.ones(3), 1.0, 0.5).tolist() == [0, 0, 1, 1, 2, 2]
    assert fit_frames(np.ones(1), 1.0, 2.0).tolist() == [0]
    assert len(fit_frames(np.ones(100), 2.0, 2.0, own_count=200)) == 97


def test_its_network_takes_another_pitch() -> None:
    engine = HibariEngine()
    model = engine.load_model("heart")
    ids = model.ids(phonemize(model, prepare_text("You came back?")))
    own = run_network(model, ids, 1.0)
    session = open_steerable_session(Path(model.model_path))
    assert session is not None
    same, higher = (steer_network(session, ids, 1.0, factor)[0] for factor in (1.0, 1.2))
    assert all(np.array_equal(one, other) for one, other in zip(own, same, strict=True))
    pitches = [track_pitch(dsp.synth(*outputs, np.random.default_rng(0)), 24_000).median for outputs in (own, higher)]
    assert pitches[1] / pitches[0] == pytest.approx(1.2, abs=0.03)


def test_an_unknown_model_cannot_be_steered() -> None:
    assert make_steerable(b"another model") == b""


def end_height(wave: NDArray[np.floating]) -> float:
    """The pitch of the last voiced frames over the median."""
    contour = track_pitch(np.asarray(wave, np.float32), 24_000)
    return float(np.median(contour.hertz[contour.voiced][-6:]) / contour.median)


def test_a_question_ends_high(engine: HibariEngine) -> None:
    line = Utterance("Have they gone home?", HEART)
    asked = replace(line, voice=replace(HEART, final_rise=5.0))
    plain, high = (end_height(engine.speak(one).samples / 32768) for one in (line, asked))
    assert high > 1.15 > plain


def test_a_stressed_word_is_higher_and_longer(engine: HibariEngine) -> None:
    line = Utterance("She never told him that.", HEART)
    stressed = replace(line, accents=((STRESSED, 1, 2),))
    plain, contrast = (engine.speak(one).samples / 32768 for one in (line, stressed))
    assert len(plain) * 1.01 < len(contrast) < len(plain) * 1.12
    highest = [np.max(track_pitch(np.asarray(wave, np.float32), 24_000).hertz) for wave in (plain, contrast)]
    assert highest[1] > highest[0] * 1.08


def test_an_aside_is_softer(engine: HibariEngine) -> None:
    line = Utterance("He came back (as he always did) in the evening.", HEART)
    plain, aside = (engine.speak(one).samples / 32768 for one in (line, replace(line, accents=((ASIDE, 3, 7),))))
    middle = slice(len(aside) * 4 // 10, len(aside) * 6 // 10)
    assert np.std(aside[middle]) < 0.95 * np.std(plain[middle])


def test_accents_on_words_that_cannot_be_counted_are_left_out(engine: HibariEngine) -> None:
    line = Utterance("“Mia-sensei!” he said.", HEART, accents=((STRESSED, 1, 2),))
    assert np.array_equal(engine.speak(line).samples, engine.speak(replace(line, accents=())).samples)


def test_whispered_words_have_no_voice_and_are_as_loud(engine: HibariEngine) -> None:
    plain, whispered = (
        engine.speak(Utterance("Nobody is allowed in my room.", replace(HEART, whisper=share))) for share in (0.0, 1.0)
    )
    voiced = [track_pitch(np.asarray(clip.samples, np.float32), clip.rate).voiced.mean() for clip in (plain, whispered)]
    assert voiced[0] > 0.5
    assert voiced[1] < 0.1
    assert integrated_loudness(whispered.samples, whispered.rate) == pytest.approx(
        integrated_loudness(plain.samples, plain.rate), abs=1.0
    )
    assert check_clip(whispered, Utterance("Nobody is allowed in my room.", HEART)) is whispered
