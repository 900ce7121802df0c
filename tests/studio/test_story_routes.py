"""What the page asks about a story, and what its corrections do to the cast file."""

from __future__ import annotations

import io
import threading
import tomllib
import wave
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from audiobook.cast_file.reading import read_cast_file
from audiobook.commands.review import ReviewSession
from audiobook.commands.spoken_lines import describe_position
from audiobook.model import Span
from audiobook.pipeline import attribute_story
from audiobook.studio import story_reading
from audiobook.studio.view_model import build_schema
from tests.studio import lamp
from tests.studio.lamp import Desk, open_desk, start_desk

SCHEMA = build_schema()


def check(name: str, value: Any) -> Any:
    """A value, which must be as the schema says."""
    jsonschema.validate(value, {"$ref": f"#/$defs/{name}", **SCHEMA})
    return value


def test_a_story_is_shown_as_a_whole(unchanged_desk: Desk) -> None:
    story = check("StoryView", unchanged_desk.get(""))
    assert (story["title"], story["author"]) == ("The Lamp", "Ann Example")
    assert [chapter["title"] for chapter in story["chapters"] if chapter["number"]] == ["Dusk", "Night"]
    assert {"Tilly", "Joss"} <= {person["name"] for person in story["people"]}
    assert story["lines"] == 8


def test_a_chapter_has_every_paragraph_with_its_speakers(unchanged_desk: Desk) -> None:
    chapter = check("ChapterView", unchanged_desk.get("chapter/1"))
    segments = [one for paragraph in chapter["paragraphs"] for one in paragraph["segments"]]
    assert unchanged_desk.line("1:3")["speaker"] == "Tilly"
    note = next(one for one in segments if "Thank you" in one["text"])
    assert note["kind"] == "note"
    assert note["skipped"]


def test_a_correction_is_saved_at_once(desk: Desk) -> None:
    result = check("EditResult", desk.post("lines", {"places": ["1:5"], "name": "Joss"}))
    assert desk.line("1:5")["speaker"] == "Joss"
    assert desk.line("1:5")["evidence"] == "correction"
    assert result["story"]["version"] == desk.get("")["version"]
    [line] = read_cast_file(desk.cast_file).lines
    assert (line.text, line.speaker, line.chapter, line.paragraph) == ("You might have said so.", "Joss", 1, 5)


def test_corrections_stay_when_the_story_is_analyzed_again(desk: Desk) -> None:
    desk.post("lines", {"places": ["1:8"], "name": ""})
    story = desk.studio.desk.find(desk.story)
    story.request_analysis()
    desk.wait(lambda: story.has_review and not story.is_busy)
    assert desk.line("1:8")["speaker"] == ""
    assert desk.line("1:8")["evidence"] == "correction"


def test_what_is_asked_while_the_review_is_prepared_is_answered(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """A request for another analysis that comes while the review of the last one is made isn't forgotten."""
    is_asked, may_go_on = threading.Event(), threading.Event()

    def review_late(*arguments: Any) -> ReviewSession:
        is_asked.set()
        may_go_on.wait()
        return ReviewSession(*arguments)

    story = desk.studio.desk.find(desk.story)
    desk.post("edit", {"chapter_titles": [[2, "Midnight"]]})
    monkeypatch.setattr(story_reading, "ReviewSession", review_late)
    story.request_analysis()
    is_asked.wait()
    story.request_analysis()
    may_go_on.set()
    assert "message" not in desk.get("question")
    desk.wait(lambda: story.has_review and not story.is_busy)


def test_undo_and_redo_go_back_and_forth(desk: Desk) -> None:
    before = desk.line("1:5")["speaker"]
    desk.post("lines", {"places": ["1:5"], "name": "Joss"})
    desk.post("lines", {"places": ["2:4"], "name": "Joss"})
    assert desk.get("")["can_undo"]
    desk.post("undo")
    desk.post("undo")
    assert desk.line("1:5")["speaker"] == before
    assert not read_cast_file(desk.cast_file).lines
    assert "nothing to undo" in desk.post("undo", status=400)["message"]
    desk.post("redo")
    assert desk.line("1:5")["speaker"] == "Joss"
    desk.post("redo")
    assert len(read_cast_file(desk.cast_file).lines) == 2
    assert "nothing to redo" in desk.post("redo", status=400)["message"]


def test_a_new_correction_ends_what_could_be_done_again(desk: Desk) -> None:
    desk.post("lines", {"places": ["1:5"], "name": "Joss"})
    desk.post("undo")
    desk.post("lines", {"places": ["1:6"], "name": "Joss"})
    assert not desk.get("")["can_redo"]


def test_an_unknown_name_is_asked_about(desk: Desk) -> None:
    answer = {"places": ["1:8"], "name": "Grandfather"}
    assert "nobody is called Grandfather" in desk.post("lines", answer, status=400)["message"]
    desk.post("lines", {**answer, "is_new": True})
    assert desk.line("1:8")["speaker"] == "Grandfather"
    assert "Grandfather" in {person["name"] for person in desk.get("")["people"]}


def test_the_review_asks_until_nothing_is_left(desk: Desk) -> None:
    for _ in range(20):
        question = check("QuestionView", desk.get("question"))
        if not question["place"] and not desk.post("go-on")["place"]:
            break
        question = desk.get("question")
        desk.post("lines", {"places": [question["place"]], "name": question["choices"][0]["name"]})
    else:
        raise AssertionError("the review never ends")
    assert desk.get("")["unsure"] == 0


def test_a_question_may_stay_open(desk: Desk) -> None:
    question = desk.get("question")
    if question["place"]:
        following = desk.post("skip", {"places": [question["place"], *question["following"]]})
        assert following["place"] != question["place"]


def test_candidates_are_those_who_may_speak(unchanged_desk: Desk) -> None:
    found = check("LineView", unchanged_desk.get("line?place=1:5"))
    assert {"Tilly", "Joss"} <= {choice["name"] for choice in found["choices"]}


def test_the_cast_is_changed_as_the_command_line_does(desk: Desk) -> None:
    result = desk.post("edit", {"voices": [["Joss", "reed pitch=1.1"]], "genders": [["Joss", "male"]]})
    assert any("Joss" in message for message in result["messages"])
    cast = check("CastView", desk.get("cast"))
    joss = next(person for person in cast["people"] if person["name"] == "Joss")
    assert (joss["voice"], joss["settings"], joss["gender"]) == ("reed", {"pitch": 1.1}, "male")
    assert joss["suggestions"]
    assert "reed" not in joss["suggestions"]
    desk.post("edit", {"narrator": "heart pace=0.9"})
    assert desk.get("cast")["narrator"]["settings"] == {"pace": 0.9}


def test_people_are_joined_parted_and_renamed(desk: Desk) -> None:
    desk.post("edit", {"renames": [["Tilly", "Matilda"]]})
    assert "Matilda" in {person["name"] for person in desk.get("")["people"]}
    desk.post("edit", {"same": [["Joss", "Matilda"]]})
    assert "Joss" not in {person["name"] for person in desk.get("")["people"]}
    desk.post("edit", {"apart": ["Joss"]})
    assert "Joss" in {person["name"] for person in desk.get("")["people"]}


def test_a_mistake_is_told_in_words_for_a_page(unchanged_desk: Desk) -> None:
    message = unchanged_desk.post("edit", {"voices": [["Joss", "nobody-has-this"]]}, status=400)["message"]
    assert "nobody-has-this" in message
    assert "--" not in message
    assert "`" not in message
    assert not unchanged_desk.cast_file.exists()


def test_an_editor_changes_the_cast_file_meanwhile(desk: Desk) -> None:
    desk.post("lines", {"places": ["1:5"], "name": "Joss"})
    text = desk.cast_file.read_text("utf-8")
    own = text.replace("[gender]", '[gender]\n# she is a she\nTilly = "female"', 1)
    desk.cast_file.write_text(own, "utf-8")
    desk.wait(lambda: {one["name"]: one["gender"] for one in desk.get("")["people"]}.get("Tilly") == "female")
    desk.post("lines", {"places": ["1:6"], "name": "Joss"})
    text = desk.cast_file.read_text("utf-8")
    assert "# she is a she" in text
    assert len(tomllib.loads(text)["line"]) == 2


def test_what_the_cast_file_says_in_vain_is_told(desk: Desk) -> None:
    desk.post("lines", {"places": ["1:5"], "name": "Joss"})
    text = desk.cast_file.read_text("utf-8")
    desk.cast_file.write_text(text + '\n[[line]]\ntext = "Nobody says this."\nspeaker = "Joss"\n', "utf-8")
    desk.wait(lambda: any("Nobody says this" in notice for notice in desk.get("")["notices"]))


def test_a_broken_cast_file_is_told_and_the_text_stays(desk: Desk) -> None:
    desk.post("lines", {"places": ["1:5"], "name": "Joss"})
    good = desk.cast_file.read_text("utf-8")
    desk.cast_file.write_text(f"{good}\n[cast\n", "utf-8")
    desk.wait(lambda: desk.cast_file.name in desk.get("")["problem"])
    assert desk.get("")["status"] == "ready"
    assert desk.get("chapter/1")["paragraphs"]
    desk.cast_file.write_text(good, "utf-8")
    desk.wait(lambda: not desk.get("")["problem"])


def test_the_story_changes_underneath(desk: Desk) -> None:
    path = desk.folder / "input" / "lamp.txt"
    path.write_text(path.read_text("utf-8").replace("The old man came in", "The miller came in"), "utf-8")
    desk.wait(lambda: "The miller came in" in str(desk.get("chapter/1")))


def test_the_text_is_there_before_anybody_is_known_to_speak(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    is_asked, may_go_on = threading.Event(), threading.Event()

    def attribute_late(*arguments: Any) -> Any:
        is_asked.set()
        may_go_on.wait()
        return attribute_story(*arguments)

    monkeypatch.setattr(story_reading, "attribute_story", attribute_late)
    with start_desk(tmp_path) as desk:
        try:
            is_asked.wait()
            story = check("StoryView", desk.get(""))
            assert (story["status"], story["is_working"], story["title"]) == ("attributing", True, "The Lamp")
            assert [chapter["title"] for chapter in story["chapters"] if chapter["number"]] == ["Dusk", "Night"]
            assert (story["unsure"], story["people"], desk.line("1:3")["speaker"]) == (0, [], "")
            for path in ("question", "cast", "words"):
                answer = desk.client.get(f"api/story/{desk.story}/{path}").json()
                assert "still working out who speaks" in answer["message"]
            body = {"places": ["1:3"], "name": "Joss"}
            assert "still working out who speaks" in desk.post("lines", body, status=400)["message"]
        finally:
            may_go_on.set()
        desk.wait(lambda: desk.get("")["status"] == "ready")
        desk.wait(lambda: not desk.get("")["is_working"])
        assert desk.get("")["version"] > story["version"]
        assert desk.line("1:3")["speaker"] == "Tilly"


def test_words_are_heard_and_said_another_way(desk: Desk) -> None:
    words = check("WordsView", desk.get("words"))
    assert any(word["word"] == "Quillfeather" for word in words["words"])
    desk.post("say", {"word": "Quillfeather", "said": "kwill-FEH-thuh"})
    said = {word["word"]: word["said"] for word in desk.get("words")["words"]}
    assert said["Quillfeather"] == "kwill-FEH-thuh"
    assert 'Quillfeather = "kwill-FEH-thuh"' in desk.cast_file.read_text("utf-8")
    desk.post("say", {"word": "Quillfeather", "said": ""})
    assert not read_cast_file(desk.cast_file).pronounce


@pytest.mark.processes
def test_a_line_sounds_as_in_the_album(desk: Desk) -> None:
    states = desk.get("chapter/2/states")
    assert set(states.values()) == {"missing"}
    first = desk.client.get(f"api/story/{desk.story}/sound?place=2:2")
    assert first.status_code == 200, first.text
    with wave.open(io.BytesIO(first.content)) as sound:
        assert sound.getnframes() > sound.getframerate() // 2
    assert desk.client.get(f"api/story/{desk.story}/sound?place=2:2").content == first.content
    assert desk.get("chapter/2/states")["2"] == "made"
    trial = {"name": "Joss", "voice": "heart", "settings": {"pitch": 1.1}, "place": "2:2"}
    other = desk.client.post(f"api/story/{desk.story}/trial", json=trial, headers={"origin": "http://127.0.0.1:8018"})
    assert other.status_code == 200
    assert other.content != first.content
    assert "nothing is read aloud" in desk.client.get(f"api/story/{desk.story}/sound?place=1:999").json()["message"]


def test_what_the_page_sends_is_checked(unchanged_desk: Desk) -> None:
    for body in ({"places": "1:5", "name": "Joss"}, {"places": [1], "name": "Joss"}, {"name": "Joss"}, [1]):
        assert "unexpected" in unchanged_desk.post("lines", body, status=400)["message"]
    assert "too much" in unchanged_desk.post("lines", {"places": ["1:5"] * 400_000, "name": ""}, status=400)["message"]


def test_one_line_is_set_right(desk: Desk) -> None:
    assert desk.get("line?place=1:5")["sound"] == {
        "current": 0, "take": None, "delivery": "", "pause_before": None, "pause_after": None, "say": {},
    }  # fmt: skip
    result = desk.post("take", {"place": "1:5", "take": 2, "delivery": "whisper", "pause_before": 900})
    assert result["messages"]
    sound = check("LineView", desk.get("line?place=1:5"))["sound"]
    assert (sound["take"], sound["delivery"], sound["pause_before"]) == (2, "whisper", 900)
    [take] = tomllib.loads(desk.cast_file.read_text("utf-8"))["take"]
    assert take["text"] == "You might have said so."
    desk.post("take", {"place": "1:5", "delivery": None})
    assert desk.get("line?place=1:5")["sound"]["delivery"] == ""
    desk.post("undo")
    assert desk.get("line?place=1:5")["sound"]["delivery"] == "whisper"
    desk.post("undo")
    assert desk.get("line?place=1:5")["sound"]["take"] is None
    assert "0 to" in desk.post("take", {"place": "1:5", "pause_after": -5}, status=400)["message"]


def test_a_word_is_said_another_way_in_one_line_only(desk: Desk) -> None:
    line = check("LineView", desk.get("line?place=1:5"))
    assert line["words"] == ["You", "might", "have", "said", "so"]
    assert {"letters": "ay", "example": "day"} in line["spelling"]
    desk.post("take", {"place": "1:5", "say": {"said": "sed", "so": "soh"}})
    assert desk.get("line?place=1:5")["sound"]["say"] == {"said": "sed", "so": "soh"}
    words = check("WordsView", desk.get("words"))["words"]
    assert [(one["word"], one["said"], one["place"]) for one in words if one["origin"].startswith("only in")] == [
        ("said", "sed", "1:5.1"), ("so", "soh", "1:5.1"),
    ]  # fmt: skip
    desk.post("take", {"place": "1:5", "say": {"so": ""}})
    desk.post("undo")
    assert desk.get("line?place=1:5")["sound"]["say"] == {"said": "sed", "so": "soh"}
    desk.post("redo")
    assert desk.get("line?place=1:5")["sound"]["say"] == {"said": "sed"}
    desk.post("take", {"place": "1:5", "say": None})
    assert "take" not in tomllib.loads(desk.cast_file.read_text("utf-8"))
    wrong = {"place": "1:5", "say": {"Joss": "joss"}}
    assert "'Joss' is not among the words" in desk.post("take", wrong, status=400)["message"]


def test_what_is_not_read_aloud_has_no_sound(unchanged_desk: Desk) -> None:
    note = next(p for p in unchanged_desk.get("chapter/1")["paragraphs"] if p["segments"][0]["kind"] == "note")
    found = unchanged_desk.get(f"line?place=1:{note['number']}")
    assert found["sound"] is None
    assert found["choices"] == []


def test_an_answer_and_a_take_are_taken_back_in_turn(desk: Desk) -> None:
    before = desk.line("1:5")["speaker"]
    desk.post("lines", {"places": ["1:5"], "name": "Joss"})
    desk.post("take", {"place": "1:6", "take": 1})
    desk.post("undo")
    assert desk.get("line?place=1:6")["sound"]["take"] is None
    assert desk.line("1:5")["speaker"] == "Joss"
    desk.post("undo")
    assert desk.line("1:5")["speaker"] == before


def test_what_is_story_is_said_by_hand(desk: Desk) -> None:
    note = next(p for p in desk.get("chapter/1")["paragraphs"] if p["segments"][0]["kind"] == "note")
    desk.post("edit", {"blocks": [[f"1:{note['number']}", "story"]]})
    paragraph = desk.get("chapter/1")["paragraphs"][-1]
    assert "Thank you" in paragraph["segments"][0]["text"]
    assert not paragraph["segments"][0]["skipped"]
    desk.post("edit", {"joined_chapters": [2]})
    assert [chapter["number"] for chapter in desk.get("")["chapters"]][-1] == 1
    assert desk.post("undo")["story"]["is_working"]
    desk.wait(lambda: desk.get("")["chapters"][-1]["number"] == 2)
    desk.post("edit", {"chapter_titles": [[2, "Midnight"]]})
    assert desk.get("")["chapters"][-1]["title"] == "Midnight"


def test_a_line_has_a_position_while_its_speaker_is_decided_anew(unchanged_desk: Desk) -> None:
    script = unchanged_desk.studio.desk.find(unchanged_desk.story).snapshot.analysis.script
    line = next(one for one in script.segments if one.kind.is_speech)
    paragraph = replace(line, span=Span(line.span.end, line.span.end + 1))
    script = replace(script, segments=(line, paragraph))
    assert describe_position(replace(paragraph, speaker="Joss", confidence=1.0), script) == "1:3.2"


PAIRS = "Chapter 1\n\nTilly lit the lamp. Joss sat by the stove.\n\n" + "".join(
    f"“Is it {hour}?” The wind blew. “I can’t see.”\n\n“Hm.” The lamp went out. “Nor can I.”\n\n" for hour in range(3)
)


@pytest.fixture
def pairs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    """The studio with a story whose speakers all say two things in a paragraph."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(lamp, "STORY", PAIRS)
    with open_desk(tmp_path) as desk:
        yield desk


def test_an_answered_line_is_not_asked_again(pairs: Desk) -> None:
    """The question names the first of two quotations, and means both."""
    asked = []
    while place := pairs.get("question")["place"] or pairs.post("go-on")["place"]:
        asked.append(place)
        pairs.post("lines", {"places": [place], "name": "Tilly"})
        assert len(asked) < 20
    assert len(set(asked)) == len(asked)
    assert pairs.line("1:3.1")["speaker"] == pairs.line("1:3.2")["speaker"] == "Tilly"


def test_a_part_of_an_answered_line_is_somebody_else_s(pairs: Desk) -> None:
    before = pairs.line("1:3.1")["speaker"]
    pairs.post("lines", {"places": ["1:3.1"], "name": "Tilly"})
    pairs.post("lines", {"places": ["1:3.2"], "name": "Joss"})
    assert [pairs.line(f"1:3.{part}")["speaker"] for part in (1, 2)] == ["Tilly", "Joss"]
    pairs.post("undo")
    assert [pairs.line(f"1:3.{part}")["speaker"] for part in (1, 2)] == ["Tilly", "Tilly"]
    assert {line.speaker for line in read_cast_file(pairs.cast_file).lines} == {"Tilly"}
    pairs.post("undo")
    assert pairs.line("1:3.1")["speaker"] == before
    assert not read_cast_file(pairs.cast_file).lines


def test_what_was_left_open_is_not_asked_after_a_new_analysis(pairs: Desk) -> None:
    place = pairs.get("question")["place"] or pairs.post("go-on")["place"]
    pairs.post("skip", {"places": [place]})
    story = pairs.studio.desk.find(pairs.story)
    story.request_analysis()
    pairs.wait(lambda: story.has_review and not story.is_busy)
    asked = []
    while found := pairs.get("question")["place"] or pairs.post("go-on")["place"]:
        asked.append(found)
        pairs.post("lines", {"places": [found], "name": "Tilly"})
        assert len(asked) < 20
    assert place not in asked
