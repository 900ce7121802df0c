"""Parses what somebody has said about a story, on the command line or earlier, into its settings."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from audiobook.errors import InputError
from audiobook.model import Metadata
from audiobook.settings.environment import read_llm_key
from audiobook.settings.parsing import compile_heading_pattern, parse_base_url, parse_names_choice
from audiobook.settings.settings import BUILT_IN, STANDARD_INPUT, AttributorSettings, StorySettings
from audiobook.settings.story_file import apply_story_file, complete_settings
from audiobook.text.languages.names import language_tag

# The parameters of `parse_story_options` that are kept with an album.
STORY_PARAMETERS = (
    "title", "author", "language", "cover", "split_at", "single", "cast", "names", "base_url", "attributor",
    "llm_address", "llm_model",
)  # fmt: skip


# Those that the `.toml` file next to a story can say, too.
STORY_FILE_PARAMETERS = frozenset({"title", "author", "language", "cover", "split_at", "single", "names", "base_url"})


MODEL_PARAMETERS = ("llm_address", "llm_model")


def drop_idle_model(options: Mapping[str, Any], typed: Collection[str] = ()) -> dict[str, Any]:
    """The parameters without a language model that isn't asked, unless it was `typed`: then that is a mistake."""
    is_idle = options.get("attributor", BUILT_IN) == BUILT_IN
    return {
        name: value for name, value in options.items() if not is_idle or name in typed or name not in MODEL_PARAMETERS
    }


def parse_story_options(
    paths: tuple[Path, ...],
    read_piped: Callable[[], bytes] | None = None,
    yielding: Iterable[str] = (),
    **options: Any,
) -> StorySettings:
    """The settings of one story: what was said, completed by the file next to the story.

    `read_piped` reads a story that comes from standard input. `options` are the parameters of STORY_PARAMETERS; the
    file next to the story comes before those of them that are `yielding`. Raises InputError where a setting is wrong
    or two of them contradict each other.
    """
    usual = {name: options[name] for name in yielding if name in STORY_FILE_PARAMETERS and name in options}
    said = {name: value for name, value in options.items() if name not in usual}
    settings = apply_story_file(_parse_options(paths, read_piped, **said))
    return complete_settings(settings, _parse_options((), None, **usual)) if usual else settings


def _parse_options(
    paths: tuple[Path, ...],
    read_piped: Callable[[], bytes] | None,
    *,
    title: str = "",
    author: str = "",
    language: str = "",
    cover: Path | None = None,
    split_at: str = "",
    single: bool = False,
    cast: Path | None = None,
    names: str = "",
    base_url: str = "",
    attributor: str = BUILT_IN,
    llm_address: str = "",
    llm_model: str = "",
) -> StorySettings:
    if single and split_at:
        raise InputError("--single and --split-at contradict each other; give only one of them")
    if cast and cast.exists() and not cast.is_file():
        kind = "a folder" if cast.is_dir() else "a device or a pipe"
        raise InputError(f"--cast {cast} is {kind}, not a cast file; name the file, such as {cast / 'cast.toml'}")
    if STANDARD_INPUT in paths and len(paths) > 1:
        raise InputError("- (standard input) is a story of its own; save it to a file to --join it with others")
    pattern = compile_heading_pattern(split_at) if split_at else None
    metadata = Metadata(
        title=_clean_text(title), author=_clean_text(author), language=_parse_language(_clean_text(language))
    )
    return StorySettings(
        paths=paths,
        metadata=metadata,
        cover=cover,
        split_at=pattern,
        single=single,
        cast=cast,
        attributor=parse_attributor_options(attributor, llm_address, llm_model),
        base_url=parse_base_url(base_url) if base_url else "",
        speak_names=parse_names_choice(names),
        piped=read_piped() if read_piped is not None and STANDARD_INPUT in paths else None,
    )


def parse_attributor_options(attributor: str, llm_address: str, llm_model: str) -> AttributorSettings:
    """How speakers are identified; raises InputError where the options don't fit together."""
    settings = AttributorSettings(attributor, llm_address.strip(), llm_model.strip())
    return replace(settings, key=read_llm_key(settings.address))


def _parse_language(typed: str) -> str:
    tag = language_tag(typed) if typed else ""
    if typed and not tag:
        raise InputError(f"--language {typed}: unknown language; give its English name or its code (pt-BR)")
    return tag


def _clean_text(typed: str) -> str:
    """What was typed, without bytes that are not text and without invisible characters."""
    readable = typed.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    return "".join(character for character in readable if character.isprintable()).strip()
