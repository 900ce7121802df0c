"""Folders of Markdown that say themselves in which order their files are."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from audiobook.reading.folder.story_folder import list_story_files

SUMMARY = """# Summary

[Preface](preface.md)

# The Lamp

- [Sun](part/sun.md)
    - [Rain](<rain.md>)
- [Draft]()
- [Outside](../outside.md), [Elsewhere](https://example.org/x.md)
- [Missing](missing.md)
"""


def weighted(weight: object) -> str:
    return f"---\ntitle: A\nweight: {weight}\n---\nIt rained.\n"


@pytest.mark.parametrize(
    ("files", "names", "warnings"),
    [
        ({"SUMMARY.md": SUMMARY, "preface.md": "A", "part/sun.md": "B", "rain.md": "C", "zoo.md": "D"},
         ["preface.md", "sun.md:The Lamp", "rain.md:The Lamp"], 1),
        ({"SUMMARY.md": "It was a summary.", "b.md": "A", "a.md": "B"}, ["a.md", "b.md", "SUMMARY.md"], 1),
        ({"a.md": weighted(2), "b.md": weighted(1), "c.md": weighted(10)}, ["b.md", "a.md", "c.md"], 0),
        ({"a.md": weighted(2), "b.md": weighted(2)}, ["a.md", "b.md"], 1),
        ({"a.md": weighted(2), "b.md": "It rained."}, ["a.md", "b.md"], 1),
        ({"index.md": "About", "a.md": weighted(2), "b.md": weighted(1)}, ["index.md", "b.md", "a.md"], 0),
    ],
)  # fmt: skip
def test_the_stated_order(tmp_path: Path, files: Mapping[str, str], names: list[str], warnings: int) -> None:
    folder = tmp_path / "book"
    (tmp_path / "outside.md").write_text("Outside.", "utf-8")
    for name, text in {"outside.md": "", **files}.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if text:
            path.write_text(text, "utf-8")
    listed = list_story_files(folder)
    assert [":".join((file.path.name, *file.part_titles)) for file in listed.files] == names
    assert len(listed.warnings) == warnings
