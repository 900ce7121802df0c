"""What the environment says: secrets, folders of a person's own, variables that voices depend on, processors."""

from __future__ import annotations

import os
from pathlib import Path
from urllib.parse import urlsplit

LEXICON_NAME = "lexicon.toml"


# Each worker holds a model of 250 MB; above this many, disk and memory gain nothing on a laptop.
MAX_DEFAULT_WORKERS = 8


def read_llm_key(address: str) -> str:
    """The key for a language model out of the environment; "" where no address is given or no key is set.

    A key meant for OpenAI is sent to OpenAI only.
    """
    if not address:
        return ""
    own_key = os.environ.get("AUDIOBOOK_LLM_KEY", "")
    at_openai = f".{urlsplit(address).hostname or ''}".endswith(".openai.com")
    return (own_key or (os.environ.get("OPENAI_API_KEY", "") if at_openai else "")).strip()


def user_lexicon_path() -> Path:
    """The lexicon that a person keeps for all stories, wherever they work; it counts after voices/lexicon.toml."""
    home = os.environ.get("APPDATA" if os.name == "nt" else "XDG_CONFIG_HOME")
    return (Path(home) if home else home_folder() / ".config") / "audiobook" / LEXICON_NAME


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
VOICE_VARIABLE_PREFIXES = (
    "AUDIOBOOK_", "OPENAI_", "HIBARI", "KOKORO", "PIPER", "ESPEAK", "ORT_", "XDG_", "APPDATA", "LOCALAPPDATA", "HOME",
    "PATH", "LANG", "LC_",
)  # fmt: skip


# What a name of a variable ends in that holds a secret.
SECRET_SUFFIXES = ("_KEY", "_TOKEN", "_SECRET", "_PASSWORD")


def voice_variables() -> tuple[tuple[str, str], ...]:
    """The variables of the environment that a voice may depend on, by name; a key changes no sound and is left out."""
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
    """The secrets in the environment that this program may have to do with, never to be shown."""
    return tuple(
        value
        for name, value in os.environ.items()
        if value.strip() and name.startswith(("AUDIOBOOK_", "OPENAI_")) and name.endswith(SECRET_SUFFIXES)
    )


def _is_self_set(name: str, value: str) -> bool:
    """Whether a variable is the one that this program sets for itself, once it has loaded what a package brings."""
    return name == "ESPEAK_DATA_PATH" and Path(value).parent.name == "espeakng_loader"


def choose_worker_count(chosen: int = 0) -> int:
    """How many worker processes to run: as many as are wanted; else one for each processor that this process may use,
    at most MOST_WORKERS.
    """
    usable = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return chosen or min(usable, MAX_DEFAULT_WORKERS)
