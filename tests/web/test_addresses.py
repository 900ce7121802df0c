"""Addresses that somebody else wrote: in stories, in feeds, and in the answers of servers."""

from __future__ import annotations

import pytest

from audiobook.publishing.feed import _rebase_link
from audiobook.settings.environment import read_llm_key
from audiobook.web.addresses import NO_ADDRESS, normalize_address, split_address

NONE = ("https://[::1/story", "http://[x]/", "http://a]b/c", "//[")


@pytest.mark.parametrize("address", NONE)
def test_what_is_no_address_has_no_parts(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-1")
    assert split_address(address) == NO_ADDRESS
    assert normalize_address(address) == normalize_address("://[") == ""
    assert _rebase_link(address, "", "https://example.org/") == f"https://example.org/{address}"
    assert read_llm_key(address) == ""
