"""Examines this machine: what is installed, what works, and what is slow or broken; nothing private is among it."""

from __future__ import annotations

import importlib.metadata
import locale
import os
import platform
import re
import shutil
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from audiobook import __version__
from audiobook.commands.engine_trials import EngineTrial
from audiobook.engines.voice_folders import machine_folder, package_version
from audiobook.errors import OutputError
from audiobook.files.workspace import check_writable
from audiobook.settings.environment import choose_worker_count, home_folder, option_variables, user_settings_path
from audiobook.settings.settings import DEFAULT_ENGINE
from audiobook.text.formatting import format_count, format_size

# What the program is called where it is installed from.
DISTRIBUTION = "storycast"
# Extras that are for work on the program itself.
OTHER_EXTRAS = frozenset({"test", "dev", "docs"})
REQUIREMENT = re.compile(r"(?P<package>[\w.-]+)[^;]*; *extra *== *['\"](?P<extra>[\w-]+)['\"]")
FEW_FILES, LITTLE_SPACE, NO_SPACE, LITTLE_MEMORY = 256, 2e9, 1e8, 2e9
SHARED_MEMORY = Path("/dev/shm")
MIN_SHARED_MEMORY = 16e6
ENCODERS = ("libmp3lame", "aac", "libopus", "flac")
SLOW = 1.0


@dataclass(frozen=True, slots=True)
class Finding:
    """Something about this machine: its value, and what to do if that is unusual, "" if it isn't.

    `is_broken` says that the program can't do its work like this.
    """

    section: str
    name: str
    value: str
    advice: str = ""
    is_broken: bool = False


def examine_machine(
    output: Path, trials: tuple[EngineTrial, ...], has_wrong_settings: bool = False
) -> tuple[Finding, ...]:
    """Everything that may matter for a report of a bug, with the `trials` of the engines, () for none.

    `has_wrong_settings` says that a settings file has a mistake, which the command line knows.
    """
    findings = (
        *_examine_program(), *_examine_system(), *map(_judge_trial, trials), *_examine_speech(trials),
        *_examine_extras(), *_examine_ffmpeg(), *_examine_folders(output), *_examine_settings(has_wrong_settings),
    )  # fmt: skip
    return tuple(Finding(one.section, one.name, hide_home(one.value), hide_home(one.advice), one.is_broken)
                 for one in findings)  # fmt: skip


def hide_home(text: str) -> str:
    """The text with ~ in place of the home folder, whose name tells who somebody is."""
    for home in {str(home_folder()), os.path.realpath(home_folder())} - {"~", os.sep}:
        text = text.replace(home, "~")
    return text


def _examine_program() -> Iterator[Finding]:
    yield Finding("program", "audiobook", __version__)
    yield Finding("program", "Python", f"{platform.python_version()} ({platform.python_implementation()})")
    yield Finding("program", "system", f"{platform.system()} {platform.release()}, {platform.machine()}")


def _examine_system() -> Iterator[Finding]:
    yield Finding("system", "processors", f"{os.cpu_count()}, of which this program uses {choose_worker_count()}")
    memory = _find_memory()
    if memory:
        advice = "little memory; make albums with -j 1" if memory < LITTLE_MEMORY else ""
        yield Finding("system", "memory", format_size(memory), advice)
    encoding = (getattr(sys.stdout, "encoding", "") or locale.getpreferredencoding(False)).lower()
    is_unicode = encoding.replace("-", "") == "utf8"
    yield Finding("system", "text encoding", encoding, "" if is_unicode else "some letters become ?; set it to UTF-8")
    files = _find_file_limit()
    if files:
        few = f"few; allow more with ulimit -n {FEW_FILES}" if files < FEW_FILES else ""
        yield Finding("system", "open files", f"up to {files}", few)
    if sys.platform == "linux":
        yield _examine_shared_memory()


def _examine_shared_memory() -> Finding:
    try:
        free = shutil.disk_usage(SHARED_MEMORY).free
        value, is_enough = (
            f"{format_size(free)} free",
            free >= MIN_SHARED_MEMORY and os.access(SHARED_MEMORY, os.W_OK),
        )
    except OSError:
        value, is_enough = "missing", False
    advice = "" if is_enough else "worker processes may need it; in a container, raise its size (--shm-size)"
    return Finding("system", str(SHARED_MEMORY), value, advice)


def _find_memory() -> int:
    try:
        return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    except (AttributeError, ValueError, OSError):
        return 0


def _find_file_limit() -> int:
    try:
        import resource
    except ImportError:
        return 0
    soft = resource.getrlimit(resource.RLIMIT_NOFILE)[0]
    return soft if soft != resource.RLIM_INFINITY else 0


def _judge_trial(trial: EngineTrial) -> Finding:
    count = format_count(len(trial.voices), "voice")
    if trial.problem:
        return Finding("engines", trial.name, f"broken: {trial.problem}", trial.advice or "try to install it again")
    if not trial.voices:
        # Most people have one or two engines, so what could be installed is nothing unusual.
        return Finding("engines", trial.name, f"not installed{f' ({trial.advice})' if trial.advice else ''}")
    if not trial.speed:
        return Finding("engines", trial.name, f"{count}, not tried")
    value = f"{count} ({trial.default_voice}), {trial.speed:.1f}× real time, {trial.loading:.1f} s to load"
    return Finding("engines", trial.name, value, "slower than it talks" if trial.speed < SLOW else "")


def _examine_speech(trials: tuple[EngineTrial, ...]) -> Iterator[Finding]:
    if trials and not any(trial.name == DEFAULT_ENGINE and trial.voices and not trial.problem for trial in trials):
        advice = f"install it again: pip install --force-reinstall {DEFAULT_ENGINE}-tts"
        yield Finding("engines", "narrator", f"{DEFAULT_ENGINE}, the usual engine, can't speak", advice, True)


def _examine_extras() -> Iterator[Finding]:
    """Which extras are complete; a checkout that isn't installed knows of none."""
    try:
        requirements = importlib.metadata.requires(DISTRIBUTION) or []
    except importlib.metadata.PackageNotFoundError:
        return
    packages: dict[str, list[str]] = {}
    for match in filter(None, map(REQUIREMENT.match, requirements)):
        if match["extra"] not in OTHER_EXTRAS:
            packages.setdefault(match["extra"], []).append(match["package"])
    for extra, names in sorted(packages.items()):
        yield Finding("extras", extra, ", ".join(f"{name} {package_version(name)}" for name in names))


def _examine_ffmpeg() -> Iterator[Finding]:
    from audiobook.audio.ffmpeg import ffmpeg_path, has_encoder

    try:
        path = ffmpeg_path()
    except OutputError as error:
        yield Finding("ffmpeg", "ffmpeg", "missing", error.advice or str(error))
        return
    yield Finding("ffmpeg", "ffmpeg", path)
    missing = [name for name in ENCODERS if not has_encoder(name)]
    advice = f"it can't write {', '.join(missing)}; choose other formats, or install another ffmpeg" if missing else ""
    yield Finding("ffmpeg", "encoders", ", ".join(name for name in ENCODERS if name not in missing) or "none", advice)


def _examine_folders(output: Path) -> Iterator[Finding]:
    for name, folder in (("albums", output), ("voices", machine_folder()), ("temporary", Path(tempfile.gettempdir()))):
        is_needed = name != "voices"
        try:
            check_writable(folder)
        except OutputError as error:
            yield Finding("folders", name, "can't be written", error.problem, is_needed)
            continue
        free = shutil.disk_usage(next(place for place in (folder.absolute(), *folder.absolute().parents)
                                      if place.exists())).free  # fmt: skip
        advice = "the disk is nearly full" if free < LITTLE_SPACE else ""
        yield Finding("folders", name, f"writable, {format_size(free)} free", advice, is_needed and free < NO_SPACE)
    yield _examine_cache(output)


def _examine_cache(output: Path) -> Finding:
    from audiobook.synthesis.clip_store import ClipStore, clip_folder

    clips = list(ClipStore(clip_folder(output)).clip_files())
    size = format_size(sum(clip.size for clip in clips))
    return Finding("folders", "cache", f"{format_count(len(clips), 'line')}, {size}")


def _examine_settings(has_wrong: bool) -> Iterator[Finding]:
    """Whether there are settings files, and which variables are set: their names only, as a value may be a secret."""
    from audiobook.settings.option_files import find_workspace_file

    places = {"workspace": find_workspace_file() is not None, "your own": user_settings_path().is_file()}
    found = " and ".join(name for name, is_there in places.items() if is_there) or "none"
    advice = "one has a mistake; `audiobook config` tells where" if has_wrong else ""
    yield Finding("settings", "settings files", found, advice, has_wrong)
    yield Finding("settings", "variables", ", ".join(option_variables()) or "none")
