"""How installed engines are found."""

from __future__ import annotations

from pathlib import Path

import pytest

from audiobook.engines.registry import create_engine, engine_names

ENTRY = "[audiobook.engines]\n{name} = {target}\n"


def install_package(folder: Path, package: str, name: str, target: str) -> Path:
    """What pip leaves of a package that brings one engine."""
    info = folder / f"{package}-1.0.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {package}\nVersion: 1.0\n", "utf-8")
    (info / "entry_points.txt").write_text(ENTRY.format(name=name, target=target), "utf-8")
    return folder


def test_an_engine_of_another_package_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = install_package(tmp_path, "hummer", "hum", "audiobook.engines.silent:SilentEngine")
    monkeypatch.syspath_prepend(str(folder))
    assert "hum" in engine_names()
    assert create_engine("hum").name == "silent"


def test_the_first_on_the_path_wins(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every Python from 3.11 on; `reversed(entry_points(...))` fails with KeyError from 3.12 on."""
    second = install_package(tmp_path / "second", "b-hummer", "hum", "audiobook.engines.no_such_module:Engine")
    first = install_package(tmp_path / "first", "a-hummer", "hum", "audiobook.engines.silent:SilentEngine")
    monkeypatch.syspath_prepend(str(second))
    monkeypatch.syspath_prepend(str(first))
    assert create_engine("hum").name == "silent"
