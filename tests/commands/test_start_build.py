"""A build that begins with what was said for the album before, as the studio begins it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from audiobook.commands.album_options import start_build
from audiobook.commands.make import plan_changes
from audiobook.pipeline import plan_album
from audiobook.production.changes import ChangeAction
from tests.conftest import Outcome


def test_a_build_goes_on_with_what_was_said(
    audiobook: Callable[..., Outcome], short_story: Path, tmp_path: Path
) -> None:
    """Nothing is out of date that was made with options which only the album remembers."""
    said = ("--profile", "small", "--engine", "silent", "--notes", "spoken", "--title", "Doors")
    assert audiobook("make", short_story, *said).code == 0
    context = start_build((short_story,), tmp_path / "output")
    assert (context.settings.profile, context.story.metadata.title) == ("small", "Doors")
    changes = plan_changes(plan_album(context))
    assert {change.action for change in changes.chapters} == {ChangeAction.KEEP}
