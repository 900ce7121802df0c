"""Makes a case that shows a fault smaller, as long as it shows it: fewer commands, files, members, lines, bytes."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TypeVar

from tests.fuzzing.case import Case

Part = TypeVar("Part")
Question = Callable[[Case], bool]


def shrunk(case: Case, still: Question) -> Case:
    """The smallest case found that is `still` what it was; asks it once for every try."""
    case = replace(case, commands=tuple(fewest(case.commands, lambda some: still(replace(case, commands=tuple(some))))))
    case = replace(case, files=tuple(fewest(case.files, lambda some: still(replace(case, files=tuple(some))))))
    for number, (name, data) in enumerate(case.files):
        if data:
            case = _with(case, number, name, _smaller(data, lambda less: still(_with(case, number, name, less))))  # noqa: B023
    return case


def _with(case: Case, number: int, name: str, data: bytes) -> Case:
    files = list(case.files)
    files[number] = (name, data)
    return replace(case, files=tuple(files))


def _smaller(data: bytes, still: Callable[[bytes], bool]) -> bytes:
    members = _members(data)
    if members:
        kept = fewest(members, lambda some: still(_zipped(some)))
        return _zipped(kept) if still(_zipped(kept)) else data
    lines = data.splitlines(keepends=True)
    data = b"".join(fewest(lines, lambda some: still(b"".join(some))))
    if len(data) < 2_000:
        return bytes(fewest(list(data), lambda some: still(bytes(some))))
    return data


def _members(data: bytes) -> list[tuple[str, bytes]]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return [(one.filename, archive.read(one)) for one in archive.infolist()]
    except (
        zipfile.BadZipFile,
        zlib.error,
        NotImplementedError,
        RuntimeError,
        EOFError,
        OSError,
        ValueError,
        LookupError,
    ):
        return []


def _zipped(members: Sequence[tuple[str, bytes]]) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        for name, content in members:
            archive.writestr(name, content)
    return data.getvalue()


def fewest(parts: Sequence[Part], still: Callable[[Sequence[Part]], bool]) -> list[Part]:
    """The fewest of the parts, in order, that are `still` enough, found by leaving out ever smaller runs of them."""
    kept = list(parts)
    length = len(kept) // 2 or 1
    while kept:
        at = 0
        while at < len(kept):
            less = kept[:at] + kept[at + length :]
            if still(less):
                kept = less
            else:
                at += length
        if length == 1:
            return kept
        length //= 2
    return kept
