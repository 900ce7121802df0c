"""Removes secrets from text before it is shown or written anywhere."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from urllib.parse import quote

REDACTED = "…"
# A shorter key may be an ordinary word ("ollama"), so it is only redacted as a whole word.
MIN_UNAMBIGUOUS_KEY = 8
SECRET_PATTERNS = (
    # A user name and password before a host name.
    re.compile(r"(?<=://)[^\s/?#@'\"]*@"),
    re.compile(r"(?<![\w/])[^\s:/@'\"]+:[^\s/@'\"]+@(?=[\w\[])"),
    # A query value whose name says that it is a secret.
    re.compile(
        r"(?i)(?<=[?&])((?:[\w.-]*(?:key|token|secret|password|passwd|pwd|signature|sig|auth|code))=)[^&\s#'\"]+"
    ),
    # A header's value; a digit distinguishes a key from a word ("Bearer authentication").
    re.compile(r"(?i)\b((?:Bearer|Basic)\s+)(?=[^\s,;'\"]*[\d=])[^\s,;'\"]+"),
)


def redact(text: str, secrets: Iterable[str] = ()) -> str:
    """The text without these secrets in any spelling, and without anything that looks like a secret in an address.

    >>> redact("https://me:pass@example.org/v1?api_key=abc&x=1 refused Bearer sk-123 for hunter22", ["hunter22"])
    'https://…@example.org/v1?api_key=…&x=1 refused Bearer … for …'
    """
    for pattern in _secret_patterns(secrets):
        text = pattern.sub(REDACTED, text)
    userinfo, bare_userinfo, query, header = SECRET_PATTERNS
    text = bare_userinfo.sub(f"{REDACTED}@", userinfo.sub(f"{REDACTED}@", text))
    return header.sub(rf"\1{REDACTED}", query.sub(rf"\1{REDACTED}", text))


def excerpt(text: str, secrets: Iterable[str] = (), max_characters: int = 160) -> str:
    """A server's message as one short line of visible characters, without secrets.

    >>> excerpt("wrong\\n key\\x1b[31m: hunter22", ["hunter22"])
    'wrong key [31m: …'
    """
    # Shortened only afterwards: half a secret would not be recognized.
    visible = "".join(character if character.isprintable() else " " for character in redact(text, secrets))
    return redact(" ".join(visible.split()), secrets)[:max_characters]


def _secret_patterns(secrets: Iterable[str]) -> Iterator[re.Pattern[str]]:
    spellings = {spelling for secret in secrets if secret.strip() for spelling in _spellings(secret)}
    for spelling in sorted(spellings, key=len, reverse=True):
        if len(spelling) >= MIN_UNAMBIGUOUS_KEY:
            yield re.compile(re.escape(spelling))
        else:
            yield re.compile(rf"(?<!\w){re.escape(spelling)}(?!\w)")


def _spellings(secret: str) -> Iterator[str]:
    """A secret as it is, as Python, JSON and addresses write it, and its parts between white space."""
    parts = [part for part in secret.split() if len(part) >= MIN_UNAMBIGUOUS_KEY]
    for text in (secret, secret.strip(), *parts):
        yield text
        yield quote(text, safe="", errors="replace")
        yield json.dumps(text)[1:-1]
        yield repr(text)[1:-1]
        yield repr(text.encode("utf-8", "surrogateescape"))[2:-1]
