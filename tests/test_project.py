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


# What pip is told to install with extras: '.[listen]', 'storycast[archives,listen]'.
EXTRAS = re.compile(r"\binstall\b[^'\n]*'([\w.-]+)\[([\w,]+)\]'")
TEXTS = (".py", ".toml", ".html", ".js", ".md")
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))


def workflow(name: str) -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load((ROOT / ".github" / "workflows" / f"{name}.yml").read_text("utf-8"))
    return loaded


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
    assert PROJECT["project"]["dynamic"] == ["version", "readme"]
    source = ROOT / PROJECT["tool"]["hatch"]["version"]["path"]
    assert source == Path(str(audiobook.__file__))
    assert re.findall(r'^__version__ = "(.+)"$', source.read_text("utf-8"), re.MULTILINE) == [audiobook.__version__]


def test_type_checkers_of_others_may_read_the_package() -> None:
    assert (Path(str(audiobook.__file__)).parent / "py.typed").is_file()


def test_the_workflow_tries_each_python_that_is_declared_on_each_system() -> None:
    check = workflow("ci")["jobs"]["check"]
    matrix = check["strategy"]["matrix"]
    assert matrix["os"] == ["ubuntu-latest", "macos-latest", "windows-latest"]
    undeclared = [python for python in matrix["python"] if python not in DECLARED]
    assert [python for python in matrix["python"] if python not in undeclared] == DECLARED
    # What is not declared may fail.
    assert [f"${{{{ matrix.python == '{python}' }}}}" for python in undeclared] == [check["continue-on-error"]]
    assert ".ci/run" in [step.get("run") for step in check["steps"]]


@pytest.mark.parametrize("file", WORKFLOWS, ids=lambda file: file.stem)
def test_workflows_have_no_logic_that_could_not_be_tried_here(file: Path) -> None:
    steps = [step for job in workflow(file.stem)["jobs"].values() for step in job["steps"]]
    commands = [step["run"] for step in steps if "run" in step]
    assert commands
    assert [
        command for command in commands if not re.fullmatch(r"\.ci/\w+|pip install -e '\.\[[\w,]+\]'", command)
    ] == []
    # What a command could do with the token of the forge, it does not need.
    checkouts = [step for step in steps if step.get("uses", "").startswith("actions/checkout@")]
    assert all(step["with"]["persist-credentials"] is False for step in checkouts)


def test_only_the_job_that_publishes_may_speak_for_the_project() -> None:
    jobs = workflow("release")["jobs"]
    assert [name for name, job in jobs.items() if "id-token" in job["permissions"]] == ["publish"]
    assert set(jobs["publish"]["needs"]) == set(jobs) - {"publish"}
    assert not [step for step in jobs["publish"]["steps"] if "run" in step]


def test_whatever_is_to_be_installed_is_called_by_its_name_and_has_these_extras() -> None:
    project = PROJECT["project"]
    code = [path for folder in ("audiobook", "voices") for path in (ROOT / folder).rglob("*.*") if path.suffix in TEXTS]
    pages = [*PAGES, *ROOT.glob("*.md"), ROOT / ".ci" / "pythons", ROOT / "noxfile.py"]
    named = [match for path in (*code, *pages) for match in EXTRAS.findall(path.read_text("utf-8"))]
    assert len(named) > 20
    assert {name for name, _ in named} == {".", project["name"]}
    assert {extra for _, extras in named for extra in extras.split(",")} <= set(project["optional-dependencies"])


def test_the_citation_has_the_version() -> None:
    assert yaml.safe_load((ROOT / "CITATION.cff").read_text("utf-8"))["version"] == audiobook.__version__


def test_the_page_on_the_index_stands_by_itself() -> None:
    fragments = PROJECT["tool"]["hatch"]["metadata"]["hooks"]["fancy-pypi-readme"]["fragments"]
    for fragment in fragments:
        text = (ROOT / fragment["path"]).read_text("utf-8")
        start, end = fragment.get("start-after", ""), fragment["end-before"]
        assert start in text
        assert LINK.findall(text.partition(start)[2].partition(end)[0]) == []


def test_lists_of_others_come_with_their_licence() -> None:
    table = (ROOT / "LICENSES" / "README.md").read_text("utf-8")
    assert [path for path in re.findall(r"`(audiobook/\S+)`", table) if not (ROOT / path).is_file()] == []
    texts = {path.name for path in (ROOT / "LICENSES").glob("*.txt")}
    assert texts == set(re.findall(r"`([\w.-]+\.txt)` \|", table)) - {"names.txt"}
    for path in (*(ROOT / "audiobook").rglob("*.txt"), *(ROOT / "audiobook").rglob("*.tsv")):
        head = "".join(path.read_text("utf-8").splitlines(keepends=True)[:12])
        if re.search(r"(MIT|Apache|BSD)\b.*licen[cs]e|\(Apache|All rights reserved|MIT licence", head):
            assert path.relative_to(ROOT).as_posix() in table, path


def test_the_container_takes_what_it_copies() -> None:
    taken = (ROOT / ".containerignore").read_text("utf-8").splitlines()
    assert (ROOT / ".dockerignore").read_text("utf-8").splitlines() == taken
    assert [name for name in taken if name.startswith("!") and not (ROOT / name[1:]).exists()] == []
    containerfile = (ROOT / "Containerfile").read_text("utf-8")
    copied = re.findall(r"container/\w+", containerfile)
    assert copied
    assert [name for name in copied if f"!{name}" not in taken or not os.access(ROOT / name, os.X_OK)] == []
    services = yaml.safe_load((ROOT / "container" / "compose.yaml").read_text("utf-8"))["services"]
    assert services["audiobook"]["build"]["dockerfile"] == "Containerfile"


def test_the_oldest_python_is_the_same_for_pip_and_ruff() -> None:
    assert PROJECT["project"]["requires-python"] == f">={DECLARED[0]}"
    assert PROJECT["tool"]["ruff"]["target-version"] == f"py{DECLARED[0].replace('.', '')}"


@pytest.mark.parametrize(
    "file", [".github/workflows/ci.yml", ".github/workflows/release.yml", "noxfile.py", "CONTRIBUTING.md", ".ci/run"]
)
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
