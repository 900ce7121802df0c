"""Who gets which voice."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations
from pathlib import Path

import pytest

from audiobook.casting.assign import assign_voices, split_available_voices
from audiobook.casting.catalogue import CatalogueVoice, VoiceMeasures, compute_likeness, load_catalogue
from audiobook.casting.cooccurrence import Encounters, count_encounters
from audiobook.errors import InputError
from audiobook.model import Chapter, Character, Kind, Metadata, Script, Segment, Span, Voice

NARRATOR = Voice("hibari", "heart", gain=6.5)


def voice(name: str, gender: str, direction: tuple[float, ...], age: str = "adult", mos: float = 4.5) -> CatalogueVoice:
    recipe = Voice("hibari", "heart", pitch=1.0 + sum(map(ord, name)) / 1e5)
    measures = VoiceMeasures(mos, 0.02, 150.0)
    return CatalogueVoice(name, recipe, "en-US", gender, age, name, "free", measures=measures, speaker=direction)


HEART = replace(voice("heart", "female", (1.0, 0.0, 0.0)), voice=NARRATOR)
ROWAN, BRAM = voice("rowan", "male", (0.0, 1.0, 0.0)), voice("bram", "male", (0.0, 0.98, 0.2))
SILAS, THORN = voice("silas", "male", (0.1, 0.1, 0.99)), voice("thorn", "male", (0.0, 0.0, 1.0), "old")
IRIS, WREN = voice("iris", "female", (0.5, 0.5, 0.7)), voice("wren", "female", (0.9, 0.3, 0.3), "child")
SAGE = voice("sage", "neutral", (0.6, 0.6, 0.5))
ALL = (HEART, ROWAN, BRAM, SILAS, THORN, IRIS, WREN, SAGE)

TOM, BOB = Character("Tom", gender="male", lines=50), Character("Bob", gender="male", lines=20)
ANN, KIM = Character("Ann", gender="female", lines=40), Character("Kim", lines=10)
TALK = Encounters(((("Bob", "Tom"), 10), (("Ann", "Tom"), 3)), (frozenset({"Ann", "Bob", "Tom"}),))


def chosen(
    *characters: Character, given: dict[str, str] | None = None, among: tuple[CatalogueVoice, ...] = ALL,
    meetings: Encounters = TALK, lively: tuple[str, ...] = (),
) -> dict[str, str]:  # fmt: skip
    return dict(assign_voices(characters, meetings, given or {}, among, NARRATOR, lively))


def test_gender_decides_first() -> None:
    cast = chosen(TOM, ANN)
    assert cast["Ann"] == "iris"
    assert cast["Tom"] in ("rowan", "bram", "silas")


def test_an_unknown_gender_gets_the_neutral_voice_and_then_any_other() -> None:
    unknown = [replace(KIM, name=f"K{number}") for number in range(6)]
    cast = chosen(*unknown)
    assert "sage" in cast.values()
    assert len(set(cast.values())) == 6
    assert "wren" not in cast.values()  # a child's, while there are others


def test_unknown_genders_leave_the_others_their_voices() -> None:
    cast = chosen(TOM, replace(KIM, lines=90), among=(HEART, ROWAN, IRIS))
    assert cast == {"Tom": "rowan", "Kim": "iris"}


@pytest.mark.parametrize("lines", [1, 4, 5, 40])
def test_nobody_shares_while_a_voice_is_free(lines: int) -> None:
    """Even if the free one is like three others, and those who would share are never heard together."""
    ways = [(1.0, 0.0, 0.0), (0.99, 0.1, 0.0), (0.99, 0.0, 0.1), (0.98, 0.1, 0.1), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0)]
    among = (HEART, *(voice(f"v{number}", "male", way) for number, way in enumerate(ways)))
    men = [Character(f"M{number}", gender="male", lines=lines) for number in range(6)]
    apart = Encounters((), tuple(frozenset({man.name}) for man in men))
    assert len(set(chosen(*men, among=among, meetings=apart).values())) == 6


def test_a_man_shares_rather_than_speak_in_a_childs_voice() -> None:
    boy = voice("finch", "male", (0.5, 0.1, 0.1), "child")
    cast = chosen(TOM, Character("Max", gender="male", lines=2), among=(HEART, ROWAN, boy))
    assert cast == {"Tom": "rowan", "Max": "rowan"}


def test_those_who_share_never_answer_each_other() -> None:
    """There are two women's voices for three women in one scene."""
    women = [Character(name, gender="female", lines=2) for name in ("Ada", "Bea", "Cleo")]
    ada_asks = Encounters(((("Ada", "Bea"), 1), (("Ada", "Cleo"), 1)), (frozenset({"Ada", "Bea", "Cleo"}),))
    cast = chosen(*women, among=(HEART, IRIS, voice("agate", "female", (0.1, 0.9, 0.1))), meetings=ada_asks)
    assert cast["Bea"] == cast["Cleo"] != cast["Ada"]


def test_extreme_recipes_come_last() -> None:
    deep = replace(ROWAN, name="a-deep", voice=replace(ROWAN.voice, pitch=0.43))
    shaky = replace(ROWAN, name="b-shaky", voice=replace(ROWAN.voice, tremor=0.45))
    assert chosen(TOM, among=(HEART, deep, shaky, ROWAN)) == {"Tom": "rowan"}
    old = replace(TOM, age="old")
    assert chosen(old, among=(HEART, deep, replace(shaky, age="old"))) == {"Tom": "b-shaky"}


def test_an_extreme_voice_is_not_taken_while_another_one_is_free() -> None:
    """Even one that is nearly the same as somebody else's."""
    deep = replace(SILAS, name="a-deep", voice=replace(SILAS.voice, pitch=0.43))
    assert set(chosen(TOM, BOB, among=(HEART, deep, ROWAN, BRAM)).values()) == {"rowan", "bram"}
    assert set(chosen(TOM, BOB, among=(HEART, deep, ROWAN)).values()) == {"rowan", "a-deep"}


def test_a_foreign_accent_comes_last() -> None:
    foreign = replace(SILAS, name="a-foreign", language="en")
    assert set(chosen(TOM, BOB, among=(HEART, foreign, ROWAN, BRAM)).values()) == {"rowan", "bram"}


@pytest.mark.parametrize(("age", "lively"), [("child", ()), ("youth", ()), ("", ("Bob",))])
def test_the_young_and_the_lively_rather_share_than_get_an_extreme_voice(age: str, lively: tuple[str, ...]) -> None:
    deep = replace(SILAS, name="a-deep", voice=replace(SILAS.voice, pitch=0.43), age="youth" if age else "adult")
    own = replace(ROWAN, age=deep.age)
    tom, bob = replace(TOM, age=age), replace(BOB, age=age)
    assert chosen(tom, bob, among=(HEART, deep, own), lively=lively)["Bob"] == "rowan"
    assert chosen(bob, among=(HEART, deep), lively=lively) == {"Bob": "a-deep"}


def test_a_voice_like_the_narrators_is_not_taken_while_another_one_is_free() -> None:
    twin, other = voice("a-twin", "female", (0.87, 0.49, 0.0), mos=4.7), voice("z-other", "female", (0.84, 0.5, 0.2))
    assert chosen(ANN, among=(HEART, twin, other)) == {"Ann": "z-other"}
    assert chosen(ANN, replace(ANN, name="Bea"), among=(HEART, twin, other)).keys() == {"Ann", "Bea"}


def test_voices_that_may_be_one_persons_are_not_taken_together_while_others_are_free() -> None:
    """Even if the others sound much worse, and the two characters never meet."""
    alike = (voice("a", "male", (0.0, 1.0, 0.0), mos=4.7), voice("b", "male", (0.0, 0.88, 0.475), mos=4.7))
    apart, strangers = voice("c", "male", (0.499, 0.84, 0.212), mos=3.0), Encounters((), ())
    assert set(chosen(TOM, BOB, among=(HEART, *alike), meetings=strangers).values()) == {"a", "b"}
    assert "c" in chosen(TOM, BOB, among=(HEART, *alike, apart), meetings=strangers).values()


@pytest.mark.parametrize("talk", [(), tuple(combinations((f"C{number}" for number in range(9)), 2))])
def test_the_bundled_voice_alone_gives_five_men_and_four_women_voices_of_different_people(
    talk: tuple[tuple[str, str], ...],
) -> None:
    genders = ("male", "male", "female", "male", "female", "male", "female", "female", "male")
    leads = [Character(f"C{row}", gender=gender, lines=99 - 9 * row) for row, gender in enumerate(genders)]
    bundled = {entry.name: entry for entry in load_catalogue() if not entry.get}
    meetings = Encounters(tuple((pair, 5) for pair in talk), ())
    narrator = bundled["heart"]
    cast = assign_voices(tuple(leads), meetings, {}, tuple(bundled.values()), narrator.voice)
    voices = [bundled[voice] for _, voice in cast]
    assert len(voices) == 9
    assert max(compute_likeness(*pair) or 1.0 for pair in combinations(voices, 2)) < 0.85
    assert max(compute_likeness(narrator, one) or 1.0 for one in voices) < 0.88


def test_nobody_gets_the_narrators_own_voice() -> None:
    women = [Character(f"W{number}", gender="female", lines=20) for number in range(4)]
    assert "heart" not in chosen(*women).values()
    assert chosen(ANN, among=(HEART, ROWAN)) == {}


def test_fixed_voices_stay() -> None:
    before = chosen(TOM, ANN, BOB)
    more = [replace(BOB, lines=90), ANN, TOM, Character("New", gender="male", lines=70)]
    after = chosen(*more, given=before)
    assert {name: after[name] for name in before} == before
    assert after["New"] not in before.values()


def test_the_most_talkative_choose_first() -> None:
    better, worse = replace(ROWAN, name="z-better"), voice("a-worse", "male", ROWAN.speaker, mos=4.0)
    assert chosen(BOB, TOM, among=(HEART, worse, better)) == {"Tom": "z-better", "Bob": "a-worse"}


def test_minor_characters_share_if_voices_run_out() -> None:
    cast = chosen(TOM, Character("Max", gender="male", lines=2), among=(HEART, ROWAN, SAGE))
    assert cast == {"Tom": "rowan", "Max": "rowan"}


def test_minor_characters_share_but_not_within_a_scene() -> None:
    guards = [Character(name, gender="male", lines=2) for name in ("Abe", "Ben", "Cal", "Dan")]
    apart = Encounters((), (frozenset({"Abe", "Ben", "Cal"}), frozenset({"Dan", "Tom"})))
    cast = chosen(TOM, *guards, meetings=apart)
    assert len({cast["Abe"], cast["Ben"], cast["Cal"]}) == 3
    assert cast["Dan"] != cast["Tom"]


def test_an_unnamed_narrator_speaks_in_the_narrators_voice() -> None:
    assert chosen(Character("I", lines=99)) == {}
    assert chosen(Character("Watson", ("I",), "male", lines=99)) == {}


def test_the_order_of_characters_does_not_matter() -> None:
    assert chosen(TOM, BOB, ANN, KIM) == chosen(KIM, ANN, BOB, TOM)


def test_a_missing_fixed_voice_is_an_error() -> None:
    with pytest.raises(InputError, match="Tom's voice 'rowen' is not on this machine; did you mean 'rowan'"):
        chosen(TOM, given={"Tom": "rowen"})


def test_split_available_voices_lists_missing_ones_by_command() -> None:
    joe = replace(ROWAN, name="joe", voice=Voice("no-such-engine", "joe"), get="pip install joe")
    fenrir = replace(ROWAN, name="other", voice=Voice("silent", "loud"), get="audiobook voices install loud")
    silence = replace(ROWAN, name="still", voice=Voice("silent", "silence"))
    here, missing = split_available_voices((joe, silence, fenrir))
    assert here == (silence,)
    assert [(one.command, one.names) for one in missing] == [
        ("pip install joe", ("joe",)),
        ("audiobook voices install loud", ("other",)),
    ]


def utterance(speaker: str | None, kind: Kind = Kind.SPEECH, chapter: int = 1) -> Segment:
    return Segment(chapter, 1, kind, Span(0, 0), "", "x", speaker=speaker)


def test_count_encounters_by_turns_and_scenes() -> None:
    told = [utterance("Tom"), utterance(None, Kind.NARRATION), utterance("Ann"), utterance("Tom"), utterance("Tom"),
            utterance(None, Kind.BREAK), utterance("Bob"), utterance("Ann", chapter=2)]  # fmt: skip
    script = Script(Metadata(), (Chapter(1, "", "", ()),), tuple(told))
    assert count_encounters(script) == Encounters(
        ((("Ann", "Tom"), 2),), (frozenset({"Tom", "Ann"}), frozenset({"Bob"}), frozenset({"Ann"}))
    )


def test_the_catalogue_is_in_the_wheel() -> None:
    settings = (Path(__file__).parents[2] / "pyproject.toml").read_text("utf-8")
    for name in ("catalogue.toml", "speakers.toml"):
        assert f'"voices/{name}" = "audiobook/voices/{name}"' in settings
