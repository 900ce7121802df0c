"""What browsers may do with what is served: run our own script, play our own sound, and nothing else."""

from __future__ import annotations

import base64
import hashlib
import re

# Nothing of it is to be kept by others, framed by others, or to tell others the address, which may hold a token.
SECURITY_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cache-Control": "private, no-cache",
}
DENY_ALL_POLICY = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
# A sound file or a picture that is opened by itself; browsers draw a page of their own around it.
FILE_POLICY = f"{DENY_ALL_POLICY}; media-src 'self'; img-src 'self'; style-src 'unsafe-inline'"
HEAD = re.compile(rb"<head>.*?</head>", re.DOTALL)
INLINE = {"script-src": re.compile(rb"<script>(.*?)</script>", re.DOTALL),
          "style-src": re.compile(rb"<style>(.*?)</style>", re.DOTALL)}  # fmt: skip


def page_policy(page: bytes) -> str:
    """The policy for one of our pages: its own style and script, known by their digests.

    Only what stands in its head counts; the text of a story comes after it.
    """
    head = HEAD.search(page)
    found = {rule: pattern.findall(head[0] if head else b"") for rule, pattern in INLINE.items()}
    allowed = "; ".join(f"{rule} {' '.join(map(_digest, parts)) or NONE}" for rule, parts in found.items())
    return f"{DENY_ALL_POLICY}; img-src 'self' data:; media-src 'self'; {allowed}"


NONE = "'none'"


def _digest(part: bytes) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(part).digest()).decode()}'"
