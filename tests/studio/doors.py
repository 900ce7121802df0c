"""A workspace with a short story that is made quickly: its narrator is silent."""

from __future__ import annotations

from pathlib import Path

from audiobook.studio.shelf import Shelf

SILENT_CAST = '[narrator]\nvoice = "silence"\n'


def furnish(folder: Path, story: Path) -> Shelf:
    """The shelf of a workspace that has the story in `input`, and a cast file that needs no voice."""
    (folder / "input").mkdir()
    story.rename(folder / "input" / story.name)
    (folder / "voices").mkdir()
    (folder / "voices" / f"{story.stem}.toml").write_text(SILENT_CAST)
    return Shelf(folder / "output", folder / "input", ())
