"""Security headers: browsers may run the page's own script and play files of this server, but nothing else."""

from __future__ import annotations

import base64
import hashlib
import re

# No shared caching, no framing by other sites, and no referrer, because the address may contain the token.
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
# For a sound file or picture that is opened directly: browsers put it into a page of their own.
FILE_POLICY = f"{DENY_ALL_POLICY}; media-src 'self'; img-src 'self'; style-src 'unsafe-inline'"
NONE = "'none'"
# What a page takes from this server: sound, what it keeps for times without network, its manifest and its worker.
SELF = "media-src 'self'; connect-src 'self'; manifest-src 'self'; worker-src 'self'"
HEAD = re.compile(rb"<head>.*?</head>", re.DOTALL)
INLINE_ELEMENTS = {"script-src": re.compile(rb"<script>(.*?)</script>", re.DOTALL),
          "style-src": re.compile(rb"<style>(.*?)</style>", re.DOTALL)}  # fmt: skip


def page_policy(page: bytes) -> str:
    """The policy for a page of this program, which allows its style and script by their digests.

    Only elements in the head count; the story's text comes after it.
    """
    head = HEAD.search(page)
    elements = {rule: pattern.findall(head[0] if head else b"") for rule, pattern in INLINE_ELEMENTS.items()}
    allowed = "; ".join(f"{rule} {' '.join(map(_digest, parts)) or NONE}" for rule, parts in elements.items())
    return f"{DENY_ALL_POLICY}; img-src 'self' data:; {SELF}; {allowed}"


def _digest(part: bytes) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(part).digest()).decode()}'"
