"""The .toml file beside a story: settings that hold for it on every run."""

from __future__ import annotations

from pathlib import Path

from audiobook.errors import InputError
from audiobook.files.toml import parse_toml
from audiobook.model import Metadata
from audiobook.settings.parsing import base_url, heading_pattern, names_choice
from audiobook.settings.settings import StorySettings
from audiobook.text.suggest import suggestion


def with_story_file(settings: StorySettings) -> StorySettings:
    """The settings, and under them what the .toml file beside the story says; raises InputError where it is wrong."""
    path = settings.story_file
    if not path.is_file() or path in settings.paths:
        return settings
    said = _story_file(path)
    return StorySettings(
        settings.paths,
        settings.about.over(said.about),
        settings.cover or said.cover,
        settings.split_at or said.split_at,
        settings.single or said.single,
        settings.cast,
        settings.attributor,
        settings.base_url or said.base_url,
        said.speak_names if settings.speak_names is None else settings.speak_names,
    )


LISTS = ("fandoms", "genres", "characters", "relationships", "warnings")


STORY_KEYS = (*Metadata.__slots__, "cover", "split_at", "single", "base_url", "names")


def _story_file(path: Path) -> StorySettings:
    try:
        said = parse_toml(path.read_text("utf-8"))
    except (ValueError, OSError) as error:
        raise InputError(f"{path} cannot be read: {error}") from error
    for key, value in said.items():
        _check(path, key, value)
    about = {key: tuple(value) if key in LISTS else value for key, value in said.items() if key in Metadata.__slots__}
    return StorySettings(
        (),
        Metadata(**about),  # type: ignore[arg-type]
        path.parent / said["cover"] if "cover" in said else None,
        heading_pattern(said["split_at"], f"{path}: split_at") if "split_at" in said else None,
        said.get("single", False),
        base_url=base_url(said["base_url"], f"{path}: base_url") if "base_url" in said else "",
        speak_names=names_choice(said.get("names", ""), f"{path}: names"),
    )


def _check(path: Path, key: str, value: object) -> None:
    if key not in STORY_KEYS:
        raise InputError(f"{path}: there is no setting {key!r}{suggestion(key, STORY_KEYS, shown=20)}")
    if key == "single":
        fits, wanted = isinstance(value, bool), "true or false"
    elif key in LISTS:
        fits = isinstance(value, list) and all(isinstance(item, str) for item in value)
        wanted = 'a list of texts, like ["Ann", "Bea"]'
    else:
        fits, wanted = isinstance(value, str), "a text in quotes"
    if not fits:
        raise InputError(f"{path}: {key} must be {wanted}")
