"""The files around the code agree with each other and with the code."""

from __future__ import annotations

import os
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml

import audiobook

ROOT = Path(__file__).parents[1]
PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
DOCS = ROOT / "docs"
PAGES = sorted(DOCS.rglob("*.md"))
DECLARED = [name.rpartition(" ")[2] for name in PROJECT["project"]["classifiers"] if re.search(r":: 3\.\d+$", name)]
SCRIPT = re.compile(r"\.ci/\w+\b(?!\.sh)")
LINK = re.compile(r"\]\((?!https?:)([^)#\s]*)(?:#([^)\s]+))?\)")


def anchors_of(page: Path) -> set[str]:
    """The anchors that the forge gives to the headings of a page."""
    text = re.sub(r"```.*?```", "", page.read_text("utf-8"), flags=re.DOTALL)
    headings = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def hooks() -> list[str]:
    settings = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text("utf-8"))
    return [hook["entry"] for repo in settings["repos"] for hook in repo["hooks"]]


def test_the_version_stands_in_one_place() -> None:
    assert "version" not in PROJECT["project"]
    assert PROJECT["project"]["dynamic"] == ["version"]
    source = ROOT / PROJECT["tool"]["hatch"]["version"]["path"]
    assert source == Path(str(audiobook.__file__))
    assert re.findall(r'^__version__ = "(.+)"$', source.read_text("utf-8"), re.MULTILINE) == [audiobook.__version__]


def test_type_checkers_of_others_may_read_the_package() -> None:
    assert (Path(str(audiobook.__file__)).parent / "py.typed").is_file()


def test_the_workflow_tries_the_oldest_and_the_newest_python_on_each_system() -> None:
    jobs = yaml.safe_load((ROOT / ".github" / "workflows" / "ci.yml").read_text("utf-8"))["jobs"]
    matrix = jobs["check"]["strategy"]["matrix"]
    assert matrix["python"] == [DECLARED[0], DECLARED[-1]]
    assert matrix["os"] == ["ubuntu-latest", "macos-latest", "windows-latest"]
    assert ".ci/run" in [step.get("run") for step in jobs["check"]["steps"]]


def test_the_oldest_python_is_the_same_for_pip_and_ruff() -> None:
    assert PROJECT["project"]["requires-python"] == f">={DECLARED[0]}"
    assert PROJECT["tool"]["ruff"]["target-version"] == f"py{DECLARED[0].replace('.', '')}"


@pytest.mark.parametrize("file", [".github/workflows/ci.yml", "noxfile.py", "CONTRIBUTING.md", ".ci/run"])
def test_scripts_that_are_named_can_be_run(file: str) -> None:
    named = {ROOT / script for script in SCRIPT.findall((ROOT / file).read_text("utf-8"))}
    assert named
    assert [script for script in named if not os.access(script, os.X_OK)] == []


def test_a_commit_is_held_to_nothing_that_lint_does_not_ask_for() -> None:
    lint = (ROOT / ".ci" / "lint").read_text("utf-8").splitlines()
    assert len(hooks()) >= 4
    for entry in hooks():
        words = re.sub(r" --(fix|force-exclude)\b", "", entry)
        assert [line for line in lint if line.startswith(words)], entry


def exceptions() -> list[str]:
    tools = PROJECT["tool"]
    return [*tools["vulture"]["ignore_names"], *tools["codespell"]["ignore-words-list"]]


def test_no_exception_outlives_what_it_is_for() -> None:
    code = [path for folder in PROJECT["tool"]["vulture"]["paths"] for path in (ROOT / folder).rglob("*.py")]
    text = "\n".join(path.read_text("utf-8") for path in (*code, ROOT / "CHANGELOG.md", *PAGES))
    words = set(re.findall(r"[^\W\d]+", text.lower()))
    assert [name for name in exceptions() if "*" not in name and name.lower() not in words] == []


def test_the_site_has_each_page_of_the_documentation_and_no_other() -> None:
    named = re.findall(r"^ +- (?:.+: )?(\S+\.md)$", (ROOT / "mkdocs.yml").read_text("utf-8"), re.MULTILINE)
    assert sorted(named) == [page.relative_to(DOCS).as_posix() for page in PAGES]


def test_each_decision_is_in_the_list_and_built_like_the_others() -> None:
    records = [page for page in PAGES if page.parent.name == "decisions" and page.name != "README.md"]
    contents = (DOCS / "decisions" / "README.md").read_text("utf-8")
    listed = re.findall(r"^\d+\. \[(.+)\]\((.+)\)$", contents, re.MULTILINE)
    assert [name for _, name in listed] == [record.name for record in records]
    for number, (record, (title, _)) in enumerate(zip(records, listed, strict=True), 1):
        text = record.read_text("utf-8")
        assert record.name.startswith(f"{number:04}-")
        assert text.startswith(f"# {number}. {title}\n")
        assert re.findall(r"^## (\w+)$", text, re.MULTILINE) == ["Context", "Decision", "Consequences"], record.name


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(DOCS).as_posix())
def test_links_lead_to_a_page_and_a_heading_of_it(page: Path) -> None:
    for target, anchor in LINK.findall(page.read_text("utf-8")):
        there = page.parent / target if target else page
        assert there.exists(), target
        # The site is made of docs/ alone: what lies beside it is on the forge only.
        assert DOCS in Path(os.path.normpath(there)).parents, target
        assert not anchor or anchor in anchors_of(there), f"{target}#{anchor}"
