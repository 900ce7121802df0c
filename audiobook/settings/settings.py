"""The settings of a run: parsed and checked once, by the command line, and final from then on."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, field
from pathlib import Path

from audiobook.errors import InputError
from audiobook.model import Metadata
from audiobook.model.output_formats import DEFAULT_PROFILE, EPUB
from audiobook.model.products import Product, resolve_products
from audiobook.web.addresses import is_token, parse_web_address
from audiobook.web.redaction import redact

DEFAULT_ENGINE = "hibari"
DEFAULT_OUTPUT = Path("output")
# Where the studio looks for stories, and where those from the web are kept.
DEFAULT_INPUT = Path("input")
# The folder of the stories' cast files, and the names of its other files, which no cast file may have.
VOICES_FOLDER = Path("voices")
RESERVED_NAMES = ("catalogue", "lexicon", "commands")
# Bytes of audio cache: about 37 hours of speech.
DEFAULT_CACHE_SIZE = 4_000_000_000
MIN_SPEED, MAX_SPEED = 0.5, 2.0
MAX_JOBS = 64
# What is typed as the story's path if it comes from standard input.
STANDARD_INPUT = Path("-")
UNTITLED = "Untitled"
NO_METADATA = Metadata()
BUILT_IN, LLM = "built-in", "llm"
ATTRIBUTORS = (BUILT_IN, LLM)
# Which voices characters get: those that are quick, or for the leading ones the best that this machine has.
QUICK, BEST = "quick", "best"
VOICE_QUALITIES = (QUICK, BEST)


@dataclass(frozen=True, slots=True)
class AttributorSettings:
    """How speakers are identified: by the program alone, or with the help of a language model.

    `address` is the URL of an OpenAI-compatible server, `model` one of its models ("" for the first), `key` its API
    key. Nothing is sent without an address. Raises InputError where these contradict each other.
    """

    kind: str = BUILT_IN
    address: str = ""
    model: str = ""
    key: str = field(default="", repr=False)

    def __post_init__(self) -> None:
        if self.kind == LLM and not self.address:
            raise InputError(
                "--speaker-detection llm needs the address of a language model; for Ollama on this machine give "
                "--llm-address http://localhost:11434/v1"
            )
        if self.kind == BUILT_IN and (self.address or self.model):
            raise InputError("--llm-address and --llm-model are only for --speaker-detection llm; give that too")
        if self.address:
            _check_llm_address(self.address)
        if not is_token(self.key):
            raise InputError(
                "the key in AUDIOBOOK_LLM_KEY (or OPENAI_API_KEY) contains a space or another character that keys "
                "don't have; set it again"
            )


BUILT_IN_ONLY = AttributorSettings()


@dataclass(frozen=True, slots=True)
class StorySettings:
    """What the user has set for a story, on the command line or in the `.toml` file next to it; empty where not set.

    `paths` are the story's files: a single one, or several with a chapter each. `cast` is the cast file, None for the
    one named after the story. `base_url` is the URL that the output folder will have on the web, "" for none.
    `speak_names` says whether the names before the lines of a play are read aloud, None to let the voices decide.
    `piped` are the bytes of a story from standard input, whose path is STANDARD_INPUT; None for a story in files.
    With `may_create_cast`, the file that `cast` names need not exist yet.
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
    piped: bytes | None = field(default=None, repr=False)
    may_create_cast: bool = False

    @property
    def named_path(self) -> Path:
        """The story's first path under its real name: "." is replaced by the folder that it means."""
        first = self.paths[0]
        return first if first.name not in ("", "..") else Path(os.path.realpath(first))

    @property
    def story_file(self) -> Path:
        """The path of the `.toml` file next to the story, whether or not there is one."""
        return self.named_path.parent / f"{self.named_path.stem}.toml"

    @property
    def default_title(self) -> str:
        """A title made from the file's name, for a story without one: "the-long_way.txt" becomes "the long way"."""
        if self.piped is not None:
            return UNTITLED
        return " ".join(self.named_path.stem.replace("_", " ").replace("-", " ").split()) or UNTITLED


def workspace_of(output: Path) -> Path:
    """The folder that holds the output folder, and the voices folder beside it.

    >>> workspace_of(Path("books/output")).as_posix(), workspace_of(Path("output")).as_posix()
    ('books', '.')
    """
    return (output if output.name not in ("", "..") else Path(os.path.realpath(output))).parent


@dataclass(frozen=True, slots=True)
class MakeSettings:
    """How an album is to be made.

    `output` is the folder of all albums. `profile`, `formats` and `bitrate` (kbit/s, None for each format's own) say
    which files to make; without `formats` that is `default_format`, or the profile's own where that is "". `products`
    is what they come to, the primary one first. `engine` and `voice` are the narrator's, None for those of the cast
    file; `voice_quality` is QUICK or BEST, and `recast` says that the user has just changed it, so that characters get
    other voices than before; `speed` multiplies the pace of every voice. `chapters` is as typed ("3,5-7"), "" for all.
    `speak_notes` is None to let the cast file decide; with `single_voice` the narrator reads every line; with `flat` no
    line is whispered or shouted. `cache_size` limits the audio cache (bytes), `jobs` is the number of worker processes,
    0 for one per processor. `cluster` is the address of a Dask scheduler whose workers speak, or a number of processes
    to try that with, "" for this machine alone. `again` asks for a new take of each chapter. `prune` removes the files
    of chapters that the story no longer has, and those of formats that are not among `formats`. `listen_check` has each
    line heard by the speech recognizer `listen_model` (a folder or a name, "" for the one that is here). `yielding` are
    those of "engine", "voice" and "notes" that only a settings file says: the cast file comes before them. Raises
    InputError where a number is out of range.
    """

    output: Path = DEFAULT_OUTPUT
    engine: str | None = None
    voice: str | None = None
    voice_quality: str = QUICK
    recast: bool = False
    speed: float = 1.0
    chapters: str = ""
    speak_notes: bool | None = None
    single_voice: bool = False
    flat: bool = False
    cache_size: int = DEFAULT_CACHE_SIZE
    jobs: int = 0
    cluster: str = ""
    again: bool = False
    prune: bool = False
    profile: str = DEFAULT_PROFILE
    formats: tuple[str, ...] = ()
    bitrate: int | None = None
    default_format: str = ""
    listen_check: bool = False
    listen_model: str = ""
    yielding: tuple[str, ...] = ()
    products: tuple[Product, ...] = field(init=False)

    def __post_init__(self) -> None:
        if not 0 <= self.jobs <= MAX_JOBS:
            raise InputError(f"--jobs {self.jobs}: give 1 to {MAX_JOBS}, or leave it out to use one per processor")
        if not MIN_SPEED <= self.speed <= MAX_SPEED:
            raise InputError(f"--speed {self.speed:g} is out of range; give {MIN_SPEED} (slow) to {MAX_SPEED} (fast)")
        formats = self.formats or tuple(name for name in (self.default_format,) if name)
        object.__setattr__(self, "products", resolve_products(self.profile, formats, self.bitrate))

    @property
    def product(self) -> Product:
        """The primary product: the one whose chapters, or whose single file, the album's page and feed have."""
        return self.products[0]

    @property
    def has_ebook(self) -> bool:
        """Whether an e-book is to be made of the album."""
        return EPUB.name in self.formats


def _check_llm_address(typed: str) -> None:
    parts = parse_web_address(typed)
    if not parts:
        raise InputError(
            f"--llm-address {redact(typed)!r} is not a web address; write it like http://localhost:11434/v1"
        )
    if "@" in parts.netloc or parts.query or parts.fragment:
        raise InputError(
            "--llm-address can't contain a password, or anything after ? or #; put a key into AUDIOBOOK_LLM_KEY"
        )
