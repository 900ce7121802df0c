"""The examples in docstrings are run."""

from __future__ import annotations

import doctest
import importlib
import pkgutil
from pathlib import Path

import pytest

import audiobook

PACKAGE = Path(audiobook.__file__).parent
MODULES = [
    module.name for module in pkgutil.walk_packages(audiobook.__path__, "audiobook.") if "__main__" not in module.name
]


def has_examples(name: str) -> bool:
    path = PACKAGE.joinpath(*name.split(".")[1:])
    return ">>> " in (path / "__init__.py" if path.is_dir() else path.with_suffix(".py")).read_text("utf-8")


WITH_EXAMPLES = [name for name in MODULES if has_examples(name)]


@pytest.mark.parametrize("name", WITH_EXAMPLES)
def test_examples_come_out_as_written(name: str) -> None:
    result = doctest.testmod(importlib.import_module(name), optionflags=doctest.NORMALIZE_WHITESPACE)
    assert result.attempted
    assert result.failed == 0


def test_every_module_can_be_imported() -> None:
    for name in MODULES:
        importlib.import_module(name)


def test_there_are_examples_to_run() -> None:
    assert len(WITH_EXAMPLES) > 10
