"""Words in angle brackets are heard, tags are not, whatever kind of file they stand in."""

from __future__ import annotations

from pathlib import Path

import pytest

from audiobook.chapters.split import split_chapters
from audiobook.narration.normalization import normalize_for
from audiobook.quotations.script import build_script
from audiobook.reading.story import read_story

WORDS = (
    "<Can you hear me,> asked the otter.",
    "<The lake is cold today.> The otter dived.",
    "<C-rank swimmer>",
    "<Strong swimmers only!>",
    "<Center of the pond,> he said.",
    "<Sub water, they call it.>",
    "<Mark the spot.>",
    "<I don't swim>",
    "<Details follow.>",
    "<Title unlocked: Diver>",
)
TAGS = (
    ("The otter <i>dived</i> again.", "The otter dived again."),
    ("Up<br>and down.", "Up and down."),
    ('A <font color="blue" size=2>blue</font> otter.', "A blue otter."),
    ("<STRONG>Stop</STRONG> it.", "Stop it."),
    ("<p align=center>Then it rained.</p>", "Then it rained."),
)
ABOUT = "The otter lived below the weir and nobody ever came to see it there."


def spoken_in(path: Path, text: str) -> str:
    path.write_text(text, "utf-8")
    said = [one for one in normalize_for(build_script(split_chapters(read_story(path)))).segments if not one.skipped]
    return " ".join(one.spoken for one in said)


@pytest.mark.parametrize("line", WORDS)
@pytest.mark.parametrize("name", ["otter.txt", "otter.md", "otter.html", "escaped.html"])
def test_words_in_angle_brackets_are_heard(tmp_path: Path, name: str, line: str) -> None:
    if name.endswith("html"):
        written = line.replace("<", "&lt;").replace(">", "&gt;") if name == "escaped.html" else line
        text = f"<html><body><h1>Otter</h1><p>{ABOUT}</p><p>{written}</p><p><i>{ABOUT}</i></p></body></html>"
    else:
        text = f"{ABOUT}\n\n{line}\n\n{ABOUT}\n"
    assert line.replace("<", "").replace(">", "").replace("'", "’") in spoken_in(tmp_path / name, text).replace(
        "'", "’"
    )


@pytest.mark.parametrize(("line", "heard"), TAGS)
@pytest.mark.parametrize("name", ["otter.txt", "otter.md"])
def test_tags_are_not_heard(tmp_path: Path, name: str, line: str, heard: str) -> None:
    assert spoken_in(tmp_path / name, f"{ABOUT}\n\n{line}\n\n{ABOUT}\n") == f"{ABOUT} {heard} {ABOUT}"


def test_elements_that_html_does_not_have_hold_text(tmp_path: Path) -> None:
    page = (
        f"<html><head><title>Otter</title></head><body><p>{ABOUT}</p><p>In <st1:place>Rome</st1:place> it "
        '<span class="x" data-y>rained<o:p></o:p></span> on <my-word>otters</my-word>.</p></body></html>'
    )
    assert "In Rome it rained on otters." in spoken_in(tmp_path / "otter.html", page)
