"""What a web server's refusal means for somebody who wants a story."""

from __future__ import annotations

import email.utils
import time

from audiobook.errors import FetchError, StoryGoneError

GONE = (404, 410)
NO_ENTRY = (401, 403, 451)
TOO_OFTEN = (429, 503)
DEFAULT_WAIT = "in an hour"


def describe_status(url: str, status: int, phrase: str = "", retry_after: str = "") -> FetchError:
    """The error for an HTTP status that is not a success.

    `retry_after` is the header of that name: seconds, or a date.

    >>> print(describe_status("https://example.org/tea", 429, retry_after="120"))
    https://example.org/tea: the site has had too many requests; try again in 2 minutes
    """
    told = f"{status} {phrase}".strip()
    if status in GONE:
        return StoryGoneError(f"the site has no story {url}, or no longer ({told}); check the address in your browser")
    if status in NO_ENTRY:
        return FetchError(
            f"{url}: the site wants a login, or lets no programs in ({told}); save the story with your browser and "
            "pass that file"
        )
    if status in TOO_OFTEN:
        reason = "the site has had too many requests" if status == 429 else "the site is busy"
        return FetchError(f"{url}: {reason}; try again {_describe_wait(retry_after)}")
    if status >= 500:
        return FetchError(f"{url}: the site has a problem of its own ({told}); try again later")
    return FetchError(f"{url}: the site answers {told} instead of a story; check the address in your browser")


def _describe_wait(retry_after: str) -> str:
    """When to try again.

    >>> _describe_wait("20"), _describe_wait("7200"), _describe_wait("soon")
    ('in a minute', 'in 2 hours', 'in an hour')
    """
    seconds = _parse_seconds(retry_after.strip())
    if seconds is None:
        return DEFAULT_WAIT
    minutes = max(1, -(-seconds // 60))
    if minutes == 1:
        return "in a minute"
    return f"in {minutes} minutes" if minutes < 120 else f"in {-(-minutes // 60)} hours"


def _parse_seconds(retry_after: str) -> int | None:
    if retry_after.isdecimal() and len(retry_after) < 8:
        return int(retry_after)
    try:
        moment = email.utils.parsedate_to_datetime(retry_after)
    except ValueError:
        return None
    return max(0, round(moment.timestamp() - time.time()))
