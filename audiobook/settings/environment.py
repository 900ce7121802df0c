"""Reads the environment: API keys, the user's own folders, variables that voices depend on, processors."""

from __future__ import annotations

import os
from pathlib import Path

from audiobook.web.addresses import split_address

LEXICON_NAME, SETTINGS_NAME = "lexicon.toml", "audiobook.toml"
# Each worker holds a model of 250 MB; more of them gain nothing on a laptop, whose disk and memory they share.
MAX_DEFAULT_WORKERS = 8
# Variables whose names begin like this may change which voices there are and how they sound.
VOICE_VARIABLE_PREFIXES = (
    "AUDIOBOOK_", "OPENAI_", "HIBARI", "KOKORO", "PIPER", "ESPEAK", "ORT_", "XDG_", "APPDATA", "LOCALAPPDATA", "HOME",
    "PATH", "LANG", "LC_",
)  # fmt: skip
# A variable whose name ends like this holds a secret.
SECRET_SUFFIXES = ("_KEY", "_TOKEN", "_SECRET", "_PASSWORD")


def read_llm_key(address: str) -> str:
    """The API key for a language model at `address`, from the environment; "" without an address or a key.

    A key meant for OpenAI is sent to OpenAI only.
    """
    if not address:
        return ""
    own_key = os.environ.get("AUDIOBOOK_LLM_KEY", "")
    at_openai = f".{split_address(address).hostname or ''}".endswith(".openai.com")
    return (own_key or (os.environ.get("OPENAI_API_KEY", "") if at_openai else "")).strip()


def read_variable(name: str) -> str:
    """A variable of the environment without white space around it, "" where it is not set."""
    return os.environ.get(name, "").strip()


def option_variables() -> tuple[str, ...]:
    """The names of this program's own variables that are set, sorted."""
    return tuple(sorted(name for name, value in os.environ.items() if name.startswith("AUDIOBOOK_") and value.strip()))


def user_lexicon_path() -> Path:
    """The path of the user's own lexicon, which holds for all stories; voices/lexicon.toml comes before it."""
    return _user_folder() / LEXICON_NAME


def user_settings_path() -> Path:
    """The path of the user's own settings file, whether or not there is one; that of a workspace comes before it."""
    return _user_folder() / SETTINGS_NAME


def _user_folder() -> Path:
    home = os.environ.get("APPDATA" if os.name == "nt" else "XDG_CONFIG_HOME")
    return (Path(home) if home else home_folder() / ".config") / "audiobook"


def ensure_search_path() -> None:
    """Sets PATH to the system's own folders where it is not set, so that other programs are found."""
    os.environ.setdefault("PATH", os.defpath)


def forget_variable(name: str) -> None:
    """Removes a variable from the environment of this process, and so of those that it starts from now on."""
    os.environ.pop(name, None)


def home_folder() -> Path:
    """The user's home folder; "~", which does not exist, for a user who has none."""
    try:
        return Path.home()
    except RuntimeError:
        return Path("~")


def voice_variables() -> tuple[tuple[str, str], ...]:
    """The environment variables that a voice may depend on, sorted by name, without secrets: those change no sound."""
    return tuple(
        sorted(
            (name, value)
            for name, value in os.environ.items()
            if name.startswith(VOICE_VARIABLE_PREFIXES)
            and not name.endswith(SECRET_SUFFIXES)
            and not _is_self_set(name, value)
        )
    )


def secret_values() -> tuple[str, ...]:
    """The secrets in the environment that this program may come across, and must never show."""
    return tuple(
        value
        for name, value in os.environ.items()
        if value.strip() and name.startswith(("AUDIOBOOK_", "OPENAI_")) and name.endswith(SECRET_SUFFIXES)
    )


def _is_self_set(name: str, value: str) -> bool:
    """Whether this program has set the variable itself, by loading the eSpeak data of a package."""
    return name == "ESPEAK_DATA_PATH" and Path(value).parent.name == "espeakng_loader"


def choose_worker_count(chosen: int = 0) -> int:
    """The number of worker processes: `chosen`, or with 0 one per processor that this process may use, but no more
    than MAX_DEFAULT_WORKERS.
    """
    return chosen or min(count_processors(), MAX_DEFAULT_WORKERS)


def count_processors() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
