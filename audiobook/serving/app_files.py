"""The files that make the served library an app: its manifest, its icons, and the service worker."""

from __future__ import annotations

import io
import json
from functools import lru_cache
from importlib.resources import files

from audiobook.serving.security_headers import DENY_ALL_POLICY, FILE_POLICY

APP_MANIFEST, WORKER = "app.webmanifest", "worker.js"
# Android asks for the first two sizes, in pixels, iOS for the last.
ICON_SIZES = (192, 512)
APPLE_ICON, APPLE_ICON_SIZE = "apple-touch-icon.png", 180
# palette.css has the same colours.
GROUND, SIGN = (140, 58, 21), (255, 253, 248)
# The triangle of a play button; the middle eight tenths of an icon are seen in any shape that a phone cuts it to.
TRIANGLE = ((0.40, 0.30), (0.40, 0.70), (0.72, 0.50))
# Drawn larger and then made smaller, for smooth edges.
OVERSAMPLING = 4
# A worker fetches from this server, and does nothing else.
WORKER_POLICY = f"{DENY_ALL_POLICY}; connect-src 'self'"


def find_app_file(path: str) -> tuple[bytes, str, str] | None:
    """The data, MIME type and policy of one of the app's files at the top of the server; None for any other path."""
    if path == WORKER:
        return _read_worker(), "text/javascript; charset=utf-8", WORKER_POLICY
    if path == APP_MANIFEST:
        return build_app_manifest(), "application/manifest+json", FILE_POLICY
    sizes = {_icon_name(size): size for size in ICON_SIZES} | {APPLE_ICON: APPLE_ICON_SIZE}
    return (draw_icon(sizes[path]), "image/png", FILE_POLICY) if path in sizes else None


def _icon_name(size: int) -> str:
    return f"icon-{size}.png"


def _read_worker() -> bytes:
    return files(__package__).joinpath(WORKER).read_bytes()


def build_app_manifest() -> bytes:
    """The web app manifest; its addresses are relative, so that they keep a token."""
    fields = {
        "name": "Audiobooks",
        "short_name": "Audiobooks",
        "start_url": "./",
        "scope": "./",
        "display": "standalone",
        "background_color": "#fffdf8",
        "theme_color": "#f5efe2",
        "icons": [
            {"src": _icon_name(size), "sizes": f"{size}x{size}", "type": "image/png", "purpose": purpose}
            for size in ICON_SIZES
            for purpose in ("any", "maskable")
        ],
    }
    return json.dumps(fields, indent=1).encode()


@lru_cache(maxsize=len(ICON_SIZES) + 1)
def draw_icon(size: int) -> bytes:
    """A PNG of so many pixels in each direction: a play button."""
    from PIL import Image, ImageDraw

    large = size * OVERSAMPLING
    picture = Image.new("RGB", (large, large), GROUND)
    ImageDraw.Draw(picture).polygon([(x * large, y * large) for x, y in TRIANGLE], fill=SIGN)
    found = io.BytesIO()
    picture.resize((size, size), Image.Resampling.LANCZOS).save(found, "PNG", optimize=True)
    return found.getvalue()


def mark_as_served(page: bytes, root: str) -> bytes:
    """A page that knows that it comes from this server; `root` is the relative address of the library.

    It then offers what only the server has, and can be installed. A page that is opened from the disk has no manifest,
    which browsers would refuse there.
    """
    links = (
        f'<link rel="manifest" href="{root}{APP_MANIFEST}">\n'
        f'<link rel="apple-touch-icon" href="{root}{APPLE_ICON}">\n</head>'
    )
    served = page.replace(b'<html lang="en">', b'<html lang="en" class="served">', 1)
    return served.replace(b"</head>", links.encode(), 1)
