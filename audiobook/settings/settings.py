"""The settings of a run, checked once at the edge; nothing further on reads the environment or asks again."""

from __future__ import annotations

import os
import re
import warnings
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote, urlsplit

from audiobook.errors import InputError
from audiobook.files.toml import parse_toml
from audiobook.model import Metadata
from audiobook.model.output_formats import DEFAULT_PROFILE, Product, product_named
from audiobook.text.suggest import suggestion
from audiobook.web.addresses import is_token, web_address
from audiobook.web.redaction import redact

DEFAULT_OUTPUT = Path("output")
# Where the cast file of each story is kept, and what else has a name there.
VOICES_FOLDER = Path("voices")
LEXICON = "lexicon.toml"
NO_STORIES = ("catalogue", "lexicon", "commands")
# Bytes of spoken lines that are kept: some 37 hours of speech.
DEFAULT_CACHE_SIZE = 4_000_000_000
SLOWEST, FASTEST = 0.5, 2.0
# Each worker holds a model of 250 MB; above this many, disk and memory gain nothing on a laptop.
MOST_WORKERS = 8
MOST_JOBS = 64


NOTHING_SAID = Metadata()


BUILT_IN, LLM = "built-in", "llm"
ATTRIBUTORS = (BUILT_IN, LLM)


@dataclass(frozen=True, slots=True)
class AttributorSettings:
    """Who tells who speaks: the program alone, or a language model besides; nothing is sent without an address.

    `address` is that of an OpenAI-compatible server, `model` one of its models ("" for the first), `key` what it
    wants to be sent. Raises InputError where these do not go together.
    """

    attributor: str = BUILT_IN
    address: str = ""
    model: str = ""
    key: str = field(default="", repr=False)

    def __post_init__(self) -> None:
        if self.attributor == LLM and not self.address:
            raise InputError(
                "--attributor llm needs the address of a language model; for Ollama on this machine give "
                "--llm-address http://localhost:11434/v1"
            )
        if self.attributor == BUILT_IN and (self.address or self.model):
            raise InputError("--llm-address and --llm-model are only for --attributor llm; give that too")
        if self.address:
            _check_address(self.address)
        if not is_token(self.key):
            raise InputError(
                "the key in AUDIOBOOK_LLM_KEY (or OPENAI_API_KEY) has a space or another character that no key has; "
                "set it again"
            )


ALONE = AttributorSettings()


@dataclass(frozen=True, slots=True)
class StorySettings:
    """What a person said of a story, on the command line or in the file beside it; what is not said is empty.

    `paths` are the story's files: one, or several that each hold a chapter. `cast` is the cast file, None for the
    one that has the story's name. `base_url` is the address below which the output folder will be reached, "" for
    none. `speak_names` says whether the names at the heads of a play's lines are read, None where the voices decide.
    """

    paths: tuple[Path, ...]
    about: Metadata = NOTHING_SAID
    cover: Path | None = None
    split_at: re.Pattern[str] | None = None
    single: bool = False
    cast: Path | None = None
    attributor: AttributorSettings = ALONE
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
        return VOICES_FOLDER / f"{name}-cast.toml" if name in NO_STORIES else VOICES_FOLDER / f"{name}.toml"


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
        return product_named(self.profile, self.format, self.bitrate)

    def __post_init__(self) -> None:
        product_named(self.profile, self.format, self.bitrate)
        if not 0 <= self.jobs <= MOST_JOBS:
            raise InputError(f"--jobs {self.jobs}: give 1 to {MOST_JOBS}, or leave it out for one a processor")
        if not SLOWEST <= self.speed <= FASTEST:
            raise InputError(f"--speed {self.speed:g} is out of range; give {SLOWEST} (slow) to {FASTEST} (fast)")


SIZE = re.compile(r"(\d{1,6}(?:\.\d{1,6})?)\s*([kMGT])(i?)B?", re.IGNORECASE)


def byte_count(typed: str, option: str) -> int:
    """How many bytes "2G", "500 MB" or "1.5GiB" are; raises InputError, naming the option, where it is no size.

    >>> byte_count("2G", "--size"), byte_count("0.5 MiB", "--size")
    (2000000000, 524288)
    """
    size = SIZE.fullmatch(typed.strip())
    if not size:
        raise InputError(f"{option} {typed}: that is no size; write it like 500M or 2G")
    number, unit, binary = size.groups()
    return int(float(number) * (1024 if binary else 1000) ** (1 + "kmgt".index(unit.lower())))


def _check_address(typed: str) -> None:
    parts = web_address(typed)
    if not parts:
        raise InputError(f"--llm-address {redact(typed)!r} is no address; write it like http://localhost:11434/v1")
    if "@" in parts.netloc or parts.query or parts.fragment:
        raise InputError(
            "--llm-address takes no password and nothing after a ? or #; a key goes into AUDIOBOOK_LLM_KEY"
        )


def base_url(typed: str, where: str = "--base-url") -> str:
    """The address below which the output folder will be reached, ready for links: with a slash at its end, in ASCII.

    Raises InputError, naming `where` it was said, where it is no such address.

    >>> base_url("https://Bücher.example/für-mich")
    'https://xn--bcher-kva.example/f%C3%BCr-mich/'
    """
    parts = web_address(typed.strip())
    if not parts:
        raise InputError(f"{where} {redact(typed)!r} is no address; write it like https://example.org/audiobooks/")
    if "@" in parts.netloc:
        raise InputError(f"{where} takes no name and password: they would stand in every feed; leave them out")
    if parts.query or parts.fragment or "?" in typed or "#" in typed:
        raise InputError(
            f"{where} {redact(typed)!r} must be the address of a folder; leave out what follows the ? or #"
        )
    try:
        host = parts.netloc.encode("idna").decode().lower()
    except UnicodeError:
        raise InputError(f"{where} {typed!r} names no host that could exist; check the part after ://") from None
    return f"{parts.scheme}://{host}{quote(parts.path.rstrip('/'), safe=KEPT_IN_PATHS)}/"


# What may stand in the path of an address as it is; % begins a sign that is encoded already.
KEPT_IN_PATHS = "/%:@!$&'()*+,;=~"


def llm_key(address: str) -> str:
    """The key for a language model out of the environment; "" where no address is given or no key is set.

    A key meant for OpenAI is sent to OpenAI only.
    """
    if not address:
        return ""
    own = os.environ.get("AUDIOBOOK_LLM_KEY", "")
    at_openai = f".{urlsplit(address).hostname or ''}".endswith(".openai.com")
    return (own or (os.environ.get("OPENAI_API_KEY", "") if at_openai else "")).strip()


def heading_pattern(typed: str, where: str = "--split-at") -> re.Pattern[str]:
    """The pattern that marks headings; raises InputError, saying what is wrong, where it is none."""
    try:
        with warnings.catch_warnings():
            # "[[(]" is a set of brackets today, whatever Python may once make of it; its warning helps nobody here.
            warnings.simplefilter("ignore", FutureWarning)
            pattern = re.compile(typed)
    except re.error as error:
        raise InputError(f"{where} {typed!r} is no regular expression: {error}") from None
    if pattern.search(""):
        raise InputError(f"{where} {typed!r} fits an empty line, so every line would open a chapter; be more exact")
    return pattern


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


def names_choice(typed: str, where: str = "--names") -> bool | None:
    """Whether the names at the heads of lines are to be read, None where nothing is typed; raises InputError."""
    if typed not in ("", "skip", "spoken"):
        raise InputError(f"{where} {typed}: say skip (the voices tell who speaks) or spoken (the narrator reads them)")
    return typed == "spoken" if typed else None


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


def own_lexicon() -> Path:
    """The lexicon that a person keeps for all stories, wherever they work; it counts after voices/lexicon.toml."""
    home = os.environ.get("APPDATA" if os.name == "nt" else "XDG_CONFIG_HOME")
    return (Path(home) if home else home_folder() / ".config") / "audiobook" / LEXICON


def ensure_search_path() -> None:
    """Has programs be looked for in the system's own folders where no PATH says anything else."""
    os.environ.setdefault("PATH", os.defpath)


def home_folder() -> Path:
    """A person's own folder; "~", where nothing lies, for somebody whom the system gives none."""
    try:
        return Path.home()
    except RuntimeError:
        return Path("~")


# What begins so may change which voices there are and how they sound.
SPEAKING_VARIABLES = (
    "AUDIOBOOK_", "OPENAI_", "HIBARI", "KOKORO", "PIPER", "ESPEAK", "ORT_", "XDG_", "APPDATA", "LOCALAPPDATA", "HOME",
    "PATH", "LANG", "LC_",
)  # fmt: skip


# What a name of a variable ends in that holds a secret.
SECRET_VARIABLES = ("_KEY", "_TOKEN", "_SECRET", "_PASSWORD")


def speaking_variables() -> tuple[tuple[str, str], ...]:
    """The variables of the environment that a voice may depend on, by name; a key changes no sound and is left out."""
    return tuple(
        sorted(
            (name, value)
            for name, value in os.environ.items()
            if name.startswith(SPEAKING_VARIABLES)
            and not name.endswith(SECRET_VARIABLES)
            and not _is_packaged(name, value)
        )
    )


def secret_values() -> tuple[str, ...]:
    """The secrets in the environment that this program may have to do with, never to be shown."""
    return tuple(
        value
        for name, value in os.environ.items()
        if value.strip() and name.startswith(("AUDIOBOOK_", "OPENAI_")) and name.endswith(SECRET_VARIABLES)
    )


def _is_packaged(name: str, value: str) -> bool:
    """Whether a variable is the one that this program sets for itself, once it has loaded what a package brings."""
    return name == "ESPEAK_DATA_PATH" and Path(value).parent.name == "espeakng_loader"


def worker_count(wanted: int = 0) -> int:
    """How many worker processes to run: as many as are wanted; else one for each processor that this process may use,
    at most MOST_WORKERS.
    """
    usable = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return wanted or min(usable, MOST_WORKERS)


def chapter_numbers(typed: str, numbers: tuple[int, ...]) -> tuple[int, ...]:
    """The chapters that "3,5-7" names, in the order of the book; raises InputError where the book has no such one.

    >>> chapter_numbers("3,5-7", tuple(range(1, 9)))
    (3, 5, 6, 7)
    """
    if not typed.strip():
        return numbers
    wanted: set[int] = set()
    for part in typed.split(","):
        wanted.update(_range(part.strip(), typed))
    missing = sorted(wanted - set(numbers))
    if missing:
        there = f"chapters {numbers[0]} to {numbers[-1]}" if len(numbers) > 1 else "one chapter only"
        listed = ", ".join(str(number) for number in missing[:5])
        raise InputError(f"--chapters {typed}: the story has no chapter {listed}; it has {there}")
    return tuple(number for number in numbers if number in wanted)


# More chapters than any story has; a larger range is a slip of the finger.
MOST_CHAPTERS = 100_000


def _range(part: str, typed: str) -> range:
    first, dash, last = part.partition("-")
    ends = (first.strip(), last.strip() if dash else first.strip())
    if not all(end.isdecimal() and len(end) <= 6 for end in ends):
        raise InputError(f"--chapters {typed}: {part!r} is no chapter number or range; write them like 3,5-7")
    start, end = int(ends[0]), int(ends[1])
    if start > end or end > MOST_CHAPTERS:
        raise InputError(f"--chapters {typed}: {part!r} is no range; write the smaller number first")
    return range(start, end + 1)
