"""What an option is called in settings files and in the environment."""

from __future__ import annotations

from collections.abc import Sequence

VARIABLE_PREFIX = "AUDIOBOOK"
# What may stand above all tables of a settings file, or in the environment without the name of a command: it holds for
# every command that has the option.
SHARED_OPTIONS = (
    "output", "author", "language", "split-at", "single", "names", "speaker-detection", "llm-address", "llm-model",
    "jobs", "progress", "quiet", "color",
)  # fmt: skip
# What sends something to other machines, or lets them in: a workspace may come from somebody else, so its file cannot
# set it.
SENDING_OPTIONS = frozenset({"llm-address", "cluster", "lan", "to"})


def variable_names(command: Sequence[str], option: str) -> tuple[str, ...]:
    """The environment variables of an option, the strongest first; `command` is its command and those above that.

    >>> variable_names(("make",), "jobs"), variable_names(("cache", "trim"), "size")
    (('AUDIOBOOK_MAKE_JOBS', 'AUDIOBOOK_JOBS'), ('AUDIOBOOK_CACHE_TRIM_SIZE',))
    """
    own = _variable_name(*command, option)
    return (own, _variable_name(option)) if option in SHARED_OPTIONS else (own,)


def _variable_name(*words: str) -> str:
    return "_".join((VARIABLE_PREFIX, *words)).replace("-", "_").upper()
