"""The `.toml` file next to a story: settings that hold for it on every run."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from audiobook.errors import InputError
from audiobook.files.toml import describe_toml_error, parse_toml
from audiobook.files.workspace import expand_home
from audiobook.model import Metadata
from audiobook.settings.environment import SETTINGS_NAME
from audiobook.settings.parsing import compile_heading_pattern, parse_base_url, parse_names_choice
from audiobook.settings.settings import StorySettings
from audiobook.text.suggest import format_suggestion

LIST_KEYS = ("fandoms", "genres", "characters", "relationships", "warnings")
STORY_KEYS = (*Metadata.__slots__, "cover", "split_at", "single", "base_url", "names", "fetched")


def apply_story_file(typed: StorySettings) -> StorySettings:
    """The settings that were typed, completed by those in the `.toml` file next to the story.

    Raises InputError where the file cannot be read or holds a wrong setting.
    """
    path = typed.story_file
    # The settings file of a workspace is not that of a story which happens to be called audiobook.txt.
    if typed.piped is not None or path.name == SETTINGS_NAME or not path.is_file() or path in typed.paths:
        return typed
    return complete_settings(typed, _read_story_file(path))


def complete_settings(settings: StorySettings, defaults: StorySettings) -> StorySettings:
    """Settings completed by weaker ones; a weaker pattern for headings doesn't split what was to be one chapter."""
    return replace(
        settings,
        metadata=settings.metadata.with_defaults(defaults.metadata),
        cover=settings.cover or defaults.cover,
        split_at=settings.split_at or (None if settings.single else defaults.split_at),
        single=settings.single or (defaults.single and not settings.split_at),
        cast=settings.cast or defaults.cast,
        base_url=settings.base_url or defaults.base_url,
        speak_names=defaults.speak_names if settings.speak_names is None else settings.speak_names,
    )


def _read_story_file(path: Path) -> StorySettings:
    try:
        values = parse_toml(path.read_text("utf-8-sig"))
    except (ValueError, OSError) as error:
        raise InputError(describe_toml_error(path, error)) from error
    for key, value in values.items():
        _check_setting(path, key, value)
    metadata_values = {
        key: tuple(value) if key in LIST_KEYS else value for key, value in values.items() if key in Metadata.__slots__
    }
    return StorySettings(
        paths=(),
        metadata=Metadata(**metadata_values),  # type: ignore[arg-type]
        cover=path.parent / expand_home(Path(values["cover"])) if "cover" in values else None,
        split_at=compile_heading_pattern(values["split_at"], f"{path}: split_at") if "split_at" in values else None,
        single=values.get("single", False),
        base_url=parse_base_url(values["base_url"], f"{path}: base_url") if "base_url" in values else "",
        speak_names=parse_names_choice(values.get("names", ""), f"{path}: names"),
    )


def _check_setting(path: Path, key: str, value: object) -> None:
    if key not in STORY_KEYS:
        raise InputError(f"{path}: there's no setting {key!r}{format_suggestion(key, STORY_KEYS, max_shown=20)}")
    if key == "single":
        is_valid, expected = isinstance(value, bool), "true or false"
    elif key in LIST_KEYS:
        is_valid = isinstance(value, list) and all(isinstance(item, str) for item in value)
        expected = 'a list of texts, like ["Ann", "Bea"]'
    else:
        is_valid, expected = isinstance(value, str), "a text in quotes"
    if not is_valid:
        raise InputError(f"{path}: {key} must be {expected}")
