"""The settings of a run, checked once at the edge; nothing further on reads the environment or asks again."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, field
from pathlib import Path

from audiobook.errors import InputError
from audiobook.model import Metadata
from audiobook.model.output_formats import DEFAULT_PROFILE, Product, resolve_product
from audiobook.web.addresses import is_token, parse_web_address
from audiobook.web.redaction import redact

DEFAULT_OUTPUT = Path("output")
# Where the cast file of each story is kept, and what else has a name there.
VOICES_FOLDER = Path("voices")
RESERVED_NAMES = ("catalogue", "lexicon", "commands")
# Bytes of spoken lines that are kept: some 37 hours of speech.
DEFAULT_CACHE_SIZE = 4_000_000_000
MIN_SPEED, MAX_SPEED = 0.5, 2.0
MAX_JOBS = 64


NO_METADATA = Metadata()


BUILT_IN, LLM = "built-in", "llm"
ATTRIBUTORS = (BUILT_IN, LLM)


@dataclass(frozen=True, slots=True)
class AttributorSettings:
    """Who tells who speaks: the program alone, or a language model besides; nothing is sent without an address.

    `address` is that of an OpenAI-compatible server, `model` one of its models ("" for the first), `key` what it
    wants to be sent. Raises InputError where these do not go together.
    """

    kind: str = BUILT_IN
    address: str = ""
    model: str = ""
    key: str = field(default="", repr=False)

    def __post_init__(self) -> None:
        if self.kind == LLM and not self.address:
            raise InputError(
                "--attributor llm needs the address of a language model; for Ollama on this machine give "
                "--llm-address http://localhost:11434/v1"
            )
        if self.kind == BUILT_IN and (self.address or self.model):
            raise InputError("--llm-address and --llm-model are only for --attributor llm; give that too")
        if self.address:
            _check_llm_address(self.address)
        if not is_token(self.key):
            raise InputError(
                "the key in AUDIOBOOK_LLM_KEY (or OPENAI_API_KEY) has a space or another character that no key has; "
                "set it again"
            )


BUILT_IN_ONLY = AttributorSettings()


@dataclass(frozen=True, slots=True)
class StorySettings:
    """What a person said of a story, on the command line or in the file beside it; what is not said is empty.

    `paths` are the story's files: one, or several that each hold a chapter. `cast` is the cast file, None for the
    one that has the story's name. `base_url` is the address below which the output folder will be reached, "" for
    none. `speak_names` says whether the names at the heads of a play's lines are read, None where the voices decide.
    """

    paths: tuple[Path, ...]
    metadata: Metadata = NO_METADATA
    cover: Path | None = None
    split_at: re.Pattern[str] | None = None
    single: bool = False
    cast: Path | None = None
    attributor: AttributorSettings = BUILT_IN_ONLY
    base_url: str = ""
    speak_names: bool | None = None

    @property
    def named_path(self) -> Path:
        """The story's first path, with a name of its own: "." is the folder that it stands for."""
        first = self.paths[0]
        return first if first.name not in ("", "..") else Path(os.path.realpath(first))

    @property
    def story_file(self) -> Path:
        """Where the .toml file beside the story is, or would be."""
        return self.named_path.parent / f"{self.named_path.stem}.toml"

    @property
    def cast_path(self) -> Path:
        """Where the story's cast file is, or would be."""
        if self.cast:
            return self.cast
        story = self.named_path
        name = story.name if story.is_dir() else story.stem
        return VOICES_FOLDER / f"{name}-cast.toml" if name in RESERVED_NAMES else VOICES_FOLDER / f"{name}.toml"


@dataclass(frozen=True, slots=True)
class MakeSettings:
    """How an album is to be made; `chapters` is as typed ("3,5-7"), "" for all; `bitrate` is in kbit/s, None for the
    one that `profile` and `format` ("" for the profile's) have by themselves.

    `speak_notes` is None where the cast file decides; `single_voice` has the narrator read all of it, `flat` leaves
    out how a line is said (whispered, shouted). `cache_size` is how many bytes of spoken lines are kept, `jobs` how
    many processes speak at once, 0 for one a processor. `again` asks for a new take of the chapters, `prune` to remove
    the files of chapters that the story no longer has.
    """

    output: Path = DEFAULT_OUTPUT
    engine: str | None = None
    voice: str | None = None
    speed: float = 1.0
    bitrate: int | None = None
    chapters: str = ""
    speak_notes: bool | None = None
    single_voice: bool = False
    flat: bool = False
    cache_size: int = DEFAULT_CACHE_SIZE
    jobs: int = 0
    again: bool = False
    prune: bool = False
    profile: str = DEFAULT_PROFILE
    format: str = ""

    @property
    def product(self) -> Product:
        """What is made of the story; raises InputError where there is no such thing."""
        return resolve_product(self.profile, self.format, self.bitrate)

    def __post_init__(self) -> None:
        resolve_product(self.profile, self.format, self.bitrate)
        if not 0 <= self.jobs <= MAX_JOBS:
            raise InputError(f"--jobs {self.jobs}: give 1 to {MAX_JOBS}, or leave it out for one a processor")
        if not MIN_SPEED <= self.speed <= MAX_SPEED:
            raise InputError(f"--speed {self.speed:g} is out of range; give {MIN_SPEED} (slow) to {MAX_SPEED} (fast)")


def _check_llm_address(typed: str) -> None:
    parts = parse_web_address(typed)
    if not parts:
        raise InputError(f"--llm-address {redact(typed)!r} is no address; write it like http://localhost:11434/v1")
    if "@" in parts.netloc or parts.query or parts.fragment:
        raise InputError(
            "--llm-address takes no password and nothing after a ? or #; a key goes into AUDIOBOOK_LLM_KEY"
        )
