"""Imports point one way: cli -> pipeline -> stages -> what they share; stages do not know each other."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

PACKAGE = Path(__file__).parents[1] / "audiobook"
STAGES = ("reading", "chapters", "dialogue", "casting", "narration", "publishing")
# What any stage may use: values, errors, and layers that know nothing of stages.
SHARED = {
    "model": set(),
    "errors": set(),
    "file_endings": set(),
    "languages": set(),
    "nearest": set(),
    "numerals": set(),
    "pauses": set(),
    "prose": set(),
    "workspace": {"errors"},
    "store": {"errors", "model", "workspace"},
    "locks": {"errors", "workspace"},
    "identity": {"model", "workspace"},
    "manifest": {"model", "workspace"},
    "album_folder": {"identity", "manifest", "model", "workspace"},
    "library_note": {"manifest", "workspace"},
    "workers": {"errors"},
    "sound": set(),
    "profiles": {"errors", "nearest"},
    "config": {"model", "errors", "nearest", "profiles", "toml_rows", "web"},
    "toml_rows": set(),
    "web": set(),
    "pronunciation": {"errors", "toml_rows"},
    "editing": {"errors", "locks", "workspace"},
    "cast_file": {"editing", "model", "errors", "nearest", "pauses", "pronunciation", "toml_rows"},
    "engines": {
        "languages",
        "model",
        "errors",
        "locks",
        "nearest",
        "pronunciation",
        "prose",
        "toml_rows",
        "web",
        "workspace",
    },
}
ABOVE = {
    "inputs": {"config", "editing", "engines", "file_endings", "manifest", "workspace"},
    "leftovers": {"config", "locks", "workspace"},
    "unchanged": {"config", "engines", "errors", "inputs", "manifest", "workspace"},
    "production": {*SHARED, "narration", "publishing"} - {"config"},
    "scheduling": {*SHARED, "narration", "production", "publishing"} - {"config"},
    "inspection": {"model", "numerals", "prose", "word_check"},
    "word_check": {"model", "prose"},
    "vocabulary": {"model", "prose", "pronunciation"},
    "audition": {*SHARED, *STAGES, "inspection"} - {"config", "workers"},
    "remaking": {*SHARED, "narration", "publishing", "scheduling"} - {"config"},
    "binding": {*SHARED, "publishing", "production", "remaking"} - {"config"},
    "forecast": {"narration", "production", "publishing"},
    "checking": {"errors", "manifest", "profiles", "sound", "workspace"},
    "voice_language": {"engines", "errors", "languages", "model"},
    "pipeline": {*SHARED, *STAGES, "inputs", "inspection", "vocabulary", "voice_language"},
    "companions": {"manifest", "model", "pipeline", "publishing", "workspace"},
    "surroundings": {"library_note", "locks", "manifest", "profiles", "publishing", "workspace"},
    "making": {
        *SHARED,
        "surroundings",
        "binding",
        "companions",
        "inputs",
        "leftovers",
        "scheduling",
        "narration",
        "pipeline",
        "production",
        "publishing",
        "remaking",
        "unchanged",
    },
    "saying": {*SHARED, "casting", "narration", "pipeline"},
    "serving": {"errors", "library_note", "locks", "manifest", "publishing", "workspace"},
    "cli": {
        *SHARED,
        *STAGES,
        "pipeline",
        "leftovers",
        "scheduling",
        "making",
        "surroundings",
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


def place(path: Path) -> str:
    """The file's path as the failing tests name it."""
    return path.relative_to(PACKAGE).as_posix()


def part_of(path: Path) -> str:
    return path.relative_to(PACKAGE).with_suffix("").parts[0]


@cache
def nodes_of(path: Path) -> tuple[ast.AST, ...]:
    return tuple(ast.walk(ast.parse(path.read_text("utf-8"))))


@cache
def imports_of(path: Path) -> frozenset[str]:
    found: set[str] = set()
    for node in nodes_of(path):
        if isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module)
        elif isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
    return frozenset(found)


def allowed(part: str) -> set[str]:
    if part in STAGES:
        return STAGE_MAY_USE
    return SHARED.get(part, ABOVE.get(part, {"cli"}))


def test_imports_point_one_way() -> None:
    used = {path: {name.split(".")[1] for name in imports_of(path) if name.startswith("audiobook.")}
            for path in sources()}  # fmt: skip
    wrong = {place(path): parts - {part_of(path)} - allowed(part_of(path)) for path, parts in used.items()}
    assert {path: parts for path, parts in wrong.items() if parts} == {}


def test_only_the_command_line_prints_and_exits() -> None:
    wrong: dict[str, set[str]] = {}
    for path in (one for one in sources() if part_of(one) != "cli"):
        calls = {node.func.id for node in nodes_of(path)
                 if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)}  # fmt: skip
        libraries = {name.split(".")[0] for name in imports_of(path)}
        wrong[place(path)] = calls & {"print", "exit", "quit"} | libraries & ONLY_IN_CLI
    assert {path: names for path, names in wrong.items() if names} == {}


# Where output goes through, so that what stands in a story or a file's name is shown and never obeyed.
# The process says in words of its own how it ends, also before anything else of the program is there.
PRINTERS = {"cli/terminal.py", "cli/screen.py", "cli/process.py"}
PRINTING = re.compile(
    r"click\.(s?echo|confirm|prompt|pause|progressbar|echo_via_pager)\b|rich\.(console|print)|from rich import"
    r"|(?<![.\w])print\(|std(out|err)\.(write|buffer)|logging\.(StreamHandler|basicConfig)|print_exc\b|\.show\(\)"
)


def test_all_output_goes_through_one_place() -> None:
    wrong: dict[str, list[str]] = {}
    for path in (one for one in sources() if place(one) not in PRINTERS):
        # Only a file that has such words somewhere can have them in its code: putting code together takes its time.
        if PRINTING.search(path.read_text("utf-8")):
            code = ast.unparse(_without_docstrings(ast.parse(path.read_text("utf-8"))))
            wrong[place(path)] = [found.group() for found in PRINTING.finditer(code)]
    assert {path: calls for path, calls in wrong.items() if calls} == {}


def _without_docstrings(tree: ast.Module) -> ast.Module:
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            node.value = ast.Constant(None)
    return tree


def test_a_file_stays_readable() -> None:
    lines = {place(path): len(path.read_text("utf-8").splitlines()) for path in sources()}
    assert {path: count for path, count in lines.items() if count > 400} == {}


def test_only_the_settings_read_the_environment() -> None:
    readers = {part_of(path) for path in sources() if "environ" in path.read_text("utf-8")}
    assert readers <= {"config", "engines"}


def test_links_are_followed_in_one_place() -> None:
    """`Path.resolve` raises RuntimeError on Python 3.11 where a link leads to itself."""
    followers = {path.name for path in sources() if ".resolve()" in path.read_text("utf-8")}
    assert followers == set()
