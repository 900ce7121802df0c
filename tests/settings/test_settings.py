"""Settings are checked at the edge."""

from __future__ import annotations

import warnings

import pytest

from audiobook.errors import InputError
from audiobook.settings.parsing import compile_heading_pattern, parse_base_url

ADDRESSES = {
    "https://example.org": "https://example.org/",
    "https://example.org/books": "https://example.org/books/",
    " http://example.org:8080/books// ": "http://example.org:8080/books/",
    "HTTPS://Example.ORG/Books/": "https://example.org/Books/",
    "https://example.org/my books/": None,
    "https://example.org/my%20books": "https://example.org/my%20books/",
    "https://bücher.example/für": "https://xn--bcher-kva.example/f%C3%BCr/",
    "http://[::1]:8017/": "http://[::1]:8017/",
    "example.org/books": None,
    "//example.org/books": None,
    "ftp://example.org/": None,
    "file:///books": None,
    "https://": None,
    "https:///books": None,
    "https://example.org:0/": None,
    "https://example.org:port/": None,
    "https://[::1/": None,
    "https://ann:word@example.org/": None,
    "https://ann@example.org/": None,
    "https://example.org/?token=1": None,
    "https://example.org/?": None,
    "https://example.org/#top": None,
    "https://example.org/#": None,
    "https://example.org/a\nb": None,
    "https://example.org/\x00": None,
    "https://a..example/": None,
    "https://" + "a" * 70 + ".example/": None,
    "": None,
}


@pytest.mark.parametrize(("typed", "address"), ADDRESSES.items())
def test_the_address_of_an_output_folder(typed: str, address: str | None) -> None:
    if address is None:
        with pytest.raises(InputError, match=r"^--base-url "):
            parse_base_url(typed)
    else:
        assert parse_base_url(typed) == address
        assert parse_base_url(parse_base_url(typed)) == address


def test_the_place_where_it_was_said_is_named() -> None:
    with pytest.raises(InputError, match=r"^story\.toml: base_url '' is not a web address"):
        parse_base_url("", "story.toml: base_url")


@pytest.mark.parametrize("typed", ["[[(]\\d+", "[[:alpha:]]x", "[a&&z]1"])
def test_a_pattern_that_python_would_warn_of(typed: str) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert compile_heading_pattern(typed).pattern == typed


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("(", "is not a regular expression"),
        ("x{9999999999}", "is not a regular expression"),
        ("x*", "matches an empty line"),
    ],
)
def test_a_pattern_that_cannot_be(typed: str, told: str) -> None:
    with pytest.raises(InputError, match=told):
        compile_heading_pattern(typed)
