"""The model is found where it lies, and nothing is downloaded; an error says what to do."""

from __future__ import annotations

from pathlib import Path

import pytest

from audiobook.errors import RecognizerUnavailableError
from audiobook.hearing import models
from audiobook.hearing.models import find_model


def test_a_folder_with_a_model_is_taken(tmp_path: Path) -> None:
    (tmp_path / "model.bin").write_bytes(b"")
    assert find_model(str(tmp_path)) == (tmp_path, tmp_path.name)


def test_a_folder_without_a_model_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RecognizerUnavailableError, match=r"no model\.bin"):
        find_model(str(tmp_path))


def test_without_the_extra_one_line_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(models, "MODEL_PACKAGE", "no_such_package")
    with pytest.raises(RecognizerUnavailableError, match=r"storycast\[listen\]"):
        find_model("")


def test_a_model_that_is_nowhere_is_not_downloaded(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(models, "MODEL_PACKAGE", "no_such_package")
    monkeypatch.setenv("HF_HUB_CACHE", str(tmp_path))
    with pytest.raises(RecognizerUnavailableError):
        find_model("nobody/no-such-model")
