"""Secrets in every spelling and place go; words that only look a little like them stay."""

from __future__ import annotations

import json
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audiobook.web.redaction import excerpt, redact

KEYS = st.text(st.characters(codec="utf-8", exclude_categories=("Zs", "Zl", "Zp", "Cc", "Cs")), min_size=8, max_size=30)
SPELLINGS = [
    str,
    repr,
    json.dumps,
    lambda key: quote(key, safe=""),
    lambda key: repr(key.encode()),
    lambda key: f"{key}\n",
]


@pytest.mark.parametrize("spelled", SPELLINGS)
@given(key=KEYS)
def test_a_key_goes_in_every_spelling(spelled, key: str) -> None:  # type: ignore[no-untyped-def]
    said = spelled(key)
    assert said.strip("b'\"\n") not in redact(f"<<{said}>>", [key])
    assert key not in excerpt(f"<<{said}>>", [key])


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("http://me:hunter2@host/v1", "http://…@host/v1"),
        ("me:hunter2@host:80", "…@host:80"),
        ("http://token@host/", "http://…@host/"),
        ("/v1?api_key=abc&voice=nova", "/v1?api_key=…&voice=nova"),
        ("?X-Amz-Signature=0af", "?X-Amz-Signature=…"),
        ("Authorization: Bearer sk-12", "Authorization: Bearer …"),
        ("Basic bWU6aHVudGVyMg==", "Basic …"),
        ("Bearer authentication is needed", "Bearer authentication is needed"),
        ("chapter 1: “at noon” a@b.example", "chapter 1: “at noon” a@b.example"),
        ("the model tts-1", "the model tts-1"),
    ],
)
def test_what_is_taken_for_a_secret(text: str, shown: str) -> None:
    assert redact(text) == shown


def test_a_short_key_goes_where_it_stands_alone() -> None:
    assert redact("the key tea is wrong, teapot", ["tea"]) == "the key … is wrong, teapot"


def test_a_key_with_a_line_end_in_it_goes_in_its_parts_too() -> None:
    assert redact("b'Bearer first-half\\nsecond-half' first-half", ["first-half\nsecond-half"]) == "b'Bearer …' …"
