"""Stories as each site and format has them, and what is read from them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from audiobook.reading import read_story
from tests.conftest import CASES
from tests.reading.listing import listing_of

FORMATS = sorted(path for path in (CASES / "formats").iterdir() if path.is_file())


@pytest.mark.parametrize("path", FORMATS, ids=lambda path: path.name)
def test_what_is_read_from_a_file(path: Path, golden: Callable[[str, str], None]) -> None:
    golden(f"formats/{path.name}.listing", listing_of(read_story(path)))
