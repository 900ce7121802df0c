"""A build reads and computes its inputs once, also in a run that has work to do."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

# Whatever a build may use has to be imported before it is counted.
import audiobook.cli.boundary
import audiobook.commands.album_options
import audiobook.commands.make
import audiobook.production.up_to_date  # noqa: F401
from audiobook.album.manifest import read_manifest
from audiobook.cast_file.reading import read_cast_file
from audiobook.files.toml import parse_toml
from audiobook.production.fingerprint import compute_fingerprint
from audiobook.settings.formats import parse_formats
from tests.conftest import Outcome

Command = Callable[..., Outcome]
COUNTED: tuple[Callable[..., Any], ...] = (compute_fingerprint, parse_formats, read_cast_file, read_manifest)
# What is typed is checked first. The story and its cast file are read to find what was said for the album before, and
# once more to be made: nothing that was read before the fingerprint is used.
SELDOM = {"compute_fingerprint": 1, "parse_formats": 2, "read_cast_file": 2, "story.toml": 2}


@pytest.fixture
def counts(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """How often each of the counted functions is called, from wherever, and the story's `.toml` is parsed."""
    seen = Counter[str]()

    def count(name: str, function: Callable[..., Any]) -> Callable[..., Any]:
        def counted(*args: Any, **options: Any) -> Any:
            seen[name] += 1
            return function(*args, **options)

        return counted

    for function in COUNTED:
        counted = count(function.__name__, function)
        for module in [module for name, module in sys.modules.items() if name.startswith("audiobook.")]:
            if getattr(module, function.__name__, None) is function:
                monkeypatch.setattr(module, function.__name__, counted)
    monkeypatch.setattr("audiobook.settings.story_file.parse_toml", count("story.toml", parse_toml))
    return seen


@pytest.mark.parametrize(
    ("product", "manifests"),
    [
        # To find the album of the record and that of the story, to choose the folder, once more when it is locked
        # (another run may have been there), and for the library.
        pytest.param(("--format", "mp3"), 5, id="chapters"),
        # The same for the chapters in the work folder, but for the library, and the album's own before it is bound.
        pytest.param(("--format", "m4b"), 9, id="one file"),
    ],
)
def test_inputs_are_read_once(
    audiobook: Command, short_story: Path, counts: Counter[str], product: tuple[str, ...], manifests: int
) -> None:
    short_story.with_suffix(".toml").write_text('genres = ["Humor"]\n', "utf-8")
    command = ("make", short_story, "-o", "out", "--engine", "silent", "-q", *product)
    assert audiobook(*command).code == 0
    short_story.write_text(short_story.read_text("utf-8") + "\nChapter 3: The Green One\nIt rained.\n", "utf-8")
    counts.clear()
    assert audiobook(*command).code == 0
    assert counts == {**SELDOM, "read_manifest": manifests}
    counts.clear()
    assert "nothing changed" in audiobook(*command[:-3], *product).out
    assert counts == {"compute_fingerprint": 1, "parse_formats": 2, "story.toml": 1, "read_manifest": 2}
