"""Starts the process that extracts the text of a PDF, within limits of time and memory."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from audiobook.errors import InputError
from audiobook.reading.pdf.content import Extraction, PdfContent

# A novel takes a few seconds and 200 MB; the longest fan fictions take a minute.
MAX_SECONDS = 300.0
MAX_MEMORY = 4 * 1024**3
MAX_FILE_BYTES = 512 * 1024 * 1024
# How much longer than its limit the process is waited for: it can't look at the clock in the middle of a page.
GRACE_SECONDS = 30.0
MODULE = "audiobook.reading.pdf.extraction"


BROKEN = "breaks the program that reads PDFs; open it in a PDF viewer, print it to a new PDF, and try that"
TOO_SLOW = "takes too long to read; open it in a PDF viewer, print it to a new PDF, and try that"


def extract_content(data: bytes, path: Path) -> PdfContent:
    """The text of a PDF with its geometry. Raises InputError if there is none to be had."""
    from msgspec import DecodeError, msgpack

    if len(data) > MAX_FILE_BYTES:
        raise InputError(f"{path} is larger than any story ({len(data) // 1_000_000:,} MB); split it and try again")
    try:
        extraction = msgpack.decode(_run_extraction(data, path), type=Extraction)
    except DecodeError as error:
        raise InputError(f"{path} {BROKEN}") from error
    if extraction.content is None:
        raise InputError(f"{path} {extraction.refusal}")
    return extraction.content


def _run_extraction(data: bytes, path: Path) -> bytes:
    # -P: a folder of stories is no place to look for modules.
    command = [sys.executable, "-P", "-m", MODULE, str(MAX_SECONDS), str(MAX_MEMORY)]
    try:
        done = subprocess.run(
            command, input=data, capture_output=True, timeout=MAX_SECONDS + GRACE_SECONDS, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise InputError(f"{path} {TOO_SLOW}") from error
    if done.returncode:
        raise InputError(f"{path} {BROKEN}")
    return done.stdout
