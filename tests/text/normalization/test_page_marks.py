"""Page marks in brackets are left out, and story in brackets is kept."""

from __future__ import annotations

from pathlib import Path

import pytest

from audiobook.chapters.split import split_chapters
from audiobook.model import Script
from audiobook.narration.normalization import normalize_for
from audiobook.quotations.script import build_script
from audiobook.reading.story import read_story

ABOUT = "The loft lay under the roof, and the pigeons slept there all through the winter."


def script_of(folder: Path, text: str, name: str = "loft.txt") -> Script:
    path = folder / name
    path.write_text(text, "utf-8")
    return normalize_for(build_script(split_chapters(read_story(path))), frozenset())


def heard(script: Script) -> str:
    return " ".join(one.spoken for one in script.segments if not one.skipped)


@pytest.mark.parametrize(
    ("text", "spoken"),
    [
        ("The loft[1] was old.\n\n[1] Built by her father.", "The loft was old."),
        ("The loft {2}, of oak, was old.\n\n{2} Said the baker.", "The loft, of oak, was old."),
        (
            "“The loft[1] is old,” she said.\r\n\r\n[1] By her.\r\n[2] Not marked.",
            "“The loft is old,” she said. [2] Not marked.",
        ),
        ("One.[A] Two.[B]\n\n[A] See the map.\n[B] See there.\n\nThree.", "One. Two. Three."),
        ("Old[1] lofts[2] creak.[3]", "Old lofts creak."),
        ("The loft[4] was old.\n\n[Footnote 4: By her father,\nand his.]", "The loft was old."),
        ("One.[1]\n\n[1] A first.\n\nTwo.[1]\n\n[1] A second.\n\nThree.", "One. Two. Three."),
        ("She went [Pg 14] up.", "She went up."),
        (
            "She went up.\n\n[Illustration: THE LOFT\nBY NIGHT]\n\n[Sidenote: A fall]\n\n[Pg xiv]\n\nIt fell.",
            "She went up. It fell.",
        ),
    ],
)
def test_page_marks_are_not_spoken(tmp_path: Path, text: str, spoken: str) -> None:
    assert heard(script_of(tmp_path, f"{ABOUT}\n\n{text}\n")) == f"{ABOUT} {spoken}"


@pytest.mark.parametrize(
    "text",
    [
        "Her HP[120] fell to MP[30].",
        "She took [1] of them.",
        "[1] Sword, [2] shields.",
        "[Illustrious guest!]",
        "[Page unlocked]",
        "Room[12] was hers.",
        "[Note: the loft is cursed.]",
    ],
)
def test_other_brackets_are_spoken(tmp_path: Path, text: str) -> None:
    assert heard(script_of(tmp_path, f"{ABOUT}\n\n{text}\n\n{ABOUT}\n")) == f"{ABOUT} {text} {ABOUT}"


def test_footnotes_are_skipped_with_a_reason(tmp_path: Path) -> None:
    script = script_of(tmp_path, f"{ABOUT}[1]\n\n[1] Of doves, too.\n\n[Pg 3]\n\nThey woke.\n", "loft.md")
    assert [(one.text, one.skipped) for one in script.segments if one.skipped] == [
        ("[1] Of doves, too.", "footnotes"),
        ("[Pg 3]", "page number"),
    ]


def test_skip_reasons_of_the_file_are_kept(tmp_path: Path) -> None:
    page = (
        f'<html><body><h1>Loft</h1><p>{ABOUT}[1]</p><div class="footnotes"><p>[1] Of doves.</p></div>'
        f"<p>They woke.</p></body></html>"
    )
    script = script_of(tmp_path, page, "loft.html")
    assert "doves" not in heard(script)
    assert heard(script).endswith("They woke.")


def test_a_paragraph_that_starts_with_a_mark_is_story(tmp_path: Path) -> None:
    page = (
        f'<html><body><h1>Loft</h1><p>{ABOUT}</p><p><a href="#n1"><sup>1</sup></a> They woke.</p>'
        '<p id="n1">1. Not all of them.</p></body></html>'
    )
    assert heard(script_of(tmp_path, page, "loft.html")) == f"{ABOUT} They woke."
