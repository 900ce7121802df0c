"""One browser for all tests of the pages, and the album that they use."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.browser import Page, browsing
from tests.publishing.heard import shelf
from tests.publishing.use import fresh


@pytest.fixture(scope="session")
def shelf_page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page of the album."""
    return shelf(tmp_path_factory.mktemp("output"))


@pytest.fixture(scope="session")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    """A browser; starting it takes longer than most of what is tried out in it."""
    with browsing(tmp_path_factory.mktemp("browser")) as page:
        yield page


@pytest.fixture
def page(browser: Page, shelf_page: Path) -> Iterator[Page]:
    """The page as somebody finds it who was never here; it must have had nothing to complain of in the end."""
    yield from fresh(browser, shelf_page.as_uri())
