"""Imports point one way: cli -> pipeline -> stages -> what they share; stages do not know each other."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "audiobook"
STAGES = ("reading", "chapters", "dialogue", "casting", "narration", "publishing")
# What any stage may use: values, errors, and layers that know nothing of stages.
SHARED = {
    "model": set(),
    "errors": set(),
    "nearest": set(),
    "pauses": set(),
    "prose": set(),
    "workspace": {"errors"},
    "store": {"errors", "model", "workspace"},
    "locks": {"errors", "workspace"},
    "manifest": {"workspace"},
    "workers": set(),
    "sound": set(),
    "profiles": {"errors", "nearest"},
    "config": {"model", "errors", "nearest", "profiles"},
    "toml_rows": set(),
    "pronunciation": {"errors", "toml_rows"},
    "cast_file": {"model", "errors", "nearest", "pauses", "pronunciation", "toml_rows", "workspace"},
    "engines": {"model", "errors", "nearest", "pronunciation", "prose", "workspace"},
}
ABOVE = {
    "inputs": {"config", "engines", "manifest", "workspace"},
    "unchanged": {"config", "engines", "errors", "inputs", "manifest", "workspace"},
    "production": {*SHARED, "narration", "publishing"} - {"config"},
    "scheduling": {*SHARED, "narration", "production", "publishing"} - {"config"},
    "inspection": {"model", "prose"},
    "vocabulary": {"model", "prose", "pronunciation"},
    "audition": {*SHARED, *STAGES, "inspection"} - {"config", "workers"},
    "remaking": {*SHARED, "narration", "publishing", "scheduling"} - {"config"},
    "binding": {*SHARED, "publishing", "production", "remaking"} - {"config"},
    "forecast": {"narration", "production", "publishing"},
    "checking": {"errors", "manifest", "profiles", "sound"},
    "pipeline": {*SHARED, *STAGES, "inputs", "inspection", "vocabulary"},
    "companions": {"manifest", "model", "pipeline", "publishing", "workspace"},
    "surroundings": {"manifest", "profiles", "publishing", "workspace"},
    "making": {
        *SHARED,
        "surroundings",
        "binding",
        "companions",
        "inputs",
        "scheduling",
        "narration",
        "pipeline",
        "production",
        "publishing",
        "remaking",
        "unchanged",
    },
    "saying": {*SHARED, "casting", "narration", "pipeline"},
    "serving": {"errors", "manifest", "publishing", "workspace"},
    "cli": {
        *SHARED,
        *STAGES,
        "pipeline",
        "scheduling",
        "making",
        "saying",
        "serving",
        "forecast",
        "checking",
        "unchanged",
        "inspection",
        "vocabulary",
        "audition",
    },
}
STAGE_MAY_USE = set(SHARED) - {"config", "workers"}
ONLY_IN_CLI = {"click", "rich"}


def sources() -> list[Path]:
    return sorted(PACKAGE.rglob("*.py"))


def part_of(path: Path) -> str:
    return path.relative_to(PACKAGE).with_suffix("").parts[0]


def imports_of(path: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module)
        elif isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
    return found


def allowed(part: str) -> set[str]:
    if part in STAGES:
        return STAGE_MAY_USE
    return SHARED.get(part, ABOVE.get(part, {"cli"}))


@pytest.mark.parametrize("path", sources(), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_imports_point_one_way(path: Path) -> None:
    part = part_of(path)
    used = {name.split(".")[1] for name in imports_of(path) if name.startswith("audiobook.")} - {part}
    assert used <= allowed(part)


@pytest.mark.parametrize("path", sources(), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_only_the_command_line_prints_and_exits(path: Path) -> None:
    if part_of(path) == "cli":
        return
    calls = {node.func.id for node in ast.walk(ast.parse(path.read_text("utf-8")))
             if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)}  # fmt: skip
    assert not calls & {"print", "exit", "quit"}
    assert not {name.split(".")[0] for name in imports_of(path)} & ONLY_IN_CLI


@pytest.mark.parametrize("path", sources(), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_a_file_stays_readable(path: Path) -> None:
    assert len(path.read_text("utf-8").splitlines()) <= 400


def test_only_the_settings_read_the_environment() -> None:
    readers = {part_of(path) for path in sources() if "environ" in path.read_text("utf-8")}
    assert readers <= {"config", "engines"}
