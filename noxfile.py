"""Sessions for nox (`nox -l` lists them); the work is done by the scripts in .ci/, which also run without nox."""

from __future__ import annotations

import nox

PYTHONS = nox.project.python_versions(nox.project.load_toml("pyproject.toml"))

nox.options.default_venv_backend = "venv"
nox.options.sessions = ["lint", f"tests-{PYTHONS[0]}", "docs"]


@nox.session(python=PYTHONS)
def tests(session: nox.Session) -> None:
    """The default tests, on each Python that is declared; arguments go to pytest."""
    session.install("-e", ".[test]")
    session.run("pytest", *session.posargs)


@nox.session
def lint(session: nox.Session) -> None:
    """Style, layout, types, spelling and dead code."""
    session.install("-e", ".[dev]")
    session.run("bash", ".ci/lint", external=True)


@nox.session
def dead_code(session: nox.Session) -> None:
    """Code that nothing uses, and nothing else of lint; arguments go to vulture."""
    session.install("vulture")
    session.run("vulture", *session.posargs)


@nox.session
def docs(session: nox.Session) -> None:
    """The documentation site; arguments go to `mkdocs build`."""
    session.install("-e", ".[docs]")
    session.run("bash", ".ci/docs", *session.posargs, external=True)


@nox.session
def coverage(session: nox.Session) -> None:
    """How much of the code the tests run, and whether it is enough; arguments go to pytest."""
    session.install("-e", ".[test,dev]")
    session.run("bash", ".ci/coverage", *session.posargs, external=True)
