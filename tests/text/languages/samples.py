"""A short text of our own in several languages, by tag."""

from __future__ import annotations

import tomllib

from tests.conftest import CASES

SAMPLES: dict[str, str] = tomllib.loads((CASES / "languages.toml").read_text("utf-8"))
