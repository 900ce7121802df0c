"""Makes pyttsx3's espeak driver use the library of the package espeakng-loader, and avoids its faults.

Written against pyttsx3 2.99 and espeak-ng 1.52; nothing here is needed by pyttsx3's drivers for macOS and Windows.
"""

from __future__ import annotations

import contextlib
import ctypes
import io
import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from audiobook.errors import EngineUnavailableError

DATA_PATH = "ESPEAK_DATA_PATH"
# pyttsx3 tells libespeak that a text is this many times as long as it is.
OVERREAD_FACTOR = 10


def load_library() -> None:
    """Loads the packaged library where pyttsx3 will find it; if there is none, pyttsx3 looks for the system's.

    Raises EngineUnavailableError if the library can't use its data.
    """
    if "pyttsx3.drivers._espeak" in sys.modules:
        return
    try:
        import espeakng_loader

        # pyttsx3 asks for "libespeak-ng.so.1", which is the name inside this library: once loaded, it is the one found.
        library = ctypes.CDLL(espeakng_loader.get_library_path(), mode=ctypes.RTLD_LOCAL)
        data = espeakng_loader.get_data_path()
    except (ImportError, OSError, RuntimeError):
        return
    if not os.environ.get(DATA_PATH):
        os.environ[DATA_PATH] = data
    _check_data(library)


def _check_data(library: ctypes.CDLL) -> None:
    # Trap: if libespeak can't read its data, the call that pyttsx3 uses to start it ends the whole process. So it is
    # started and stopped once with the call that returns a status; that takes half a millisecond.
    context = ctypes.c_void_p()
    library.espeak_ng_InitializePath(None)
    status = library.espeak_ng_Initialize(ctypes.byref(context))
    if status == 0:
        library.espeak_ng_Terminate()
        return
    library.espeak_ng_ClearErrorContext(ctypes.byref(context))
    reason = ctypes.create_string_buffer(200)
    library.espeak_ng_GetStatusCodeMessage(status, reason, len(reason))
    folder = os.environ[DATA_PATH]
    problem = reason.value.decode(errors="replace")
    raise EngineUnavailableError(f"espeak cannot use its data in {folder} ({problem}); run: unset {DATA_PATH}")


def wait_until_idle(seconds: float) -> None:
    """Waits until libespeak has nothing left to do, for at most `seconds`.

    Trap: when an utterance begins, pyttsx3 cancels whatever libespeak is doing. If that is the end of the previous
    utterance, the new one comes out empty; if it is a change of rate, the old rate comes back.
    """
    deadline = time.monotonic() + seconds
    while is_busy() and time.monotonic() < deadline:
        time.sleep(0.0005)


def is_busy() -> bool:
    """Whether libespeak's own thread has anything left to do."""
    from pyttsx3.drivers import _espeak

    return bool(_espeak.IsPlaying())


def current_rate() -> int:
    """The rate that libespeak speaks at, in words per minute.

    Trap: pyttsx3 omits the argument that selects the current rate instead of the default one.
    """
    from pyttsx3.drivers import _espeak

    return int(_espeak.dll.espeak_GetParameter(_espeak.RATE, 1))


@contextlib.contextmanager
def silence_output() -> Iterator[None]:
    """Suppresses what pyttsx3 prints, and what its libraries write to standard error."""
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        try:
            saved_stderr = os.dup(2)
        except OSError:  # there is no standard error
            yield
            return
        try:
            with Path(os.devnull).open("wb") as devnull:
                os.dup2(devnull.fileno(), 2)
            yield
        finally:
            os.dup2(saved_stderr, 2)
            os.close(saved_stderr)


def can_use_memory_files() -> bool:
    """Whether `open_memory_file` can be used here."""
    return sys.platform == "linux" and Path("/proc/self/fd").is_dir()


@contextlib.contextmanager
def open_memory_file() -> Iterator[Path]:
    """A file for an utterance that exists in memory only, so that a worker that is killed leaves nothing behind."""
    assert sys.platform == "linux"
    descriptor = os.memfd_create("speech")
    try:
        yield Path(f"/proc/self/fd/{descriptor}")
    finally:
        # An utterance that is still running would write into whatever file gets this number next.
        if not is_busy():
            os.close(descriptor)


class PaddedText(str):
    """A text that keeps pyttsx3's espeak driver within the bounds of its memory.

    Trap: the driver makes libespeak copy ten times the length of the text, far into the memory behind it; 20,000
    characters crash the process every time, fewer now and then. This text is padded to what is copied.
    """

    __slots__ = ()

    def __str__(self) -> str:
        return self

    def encode(self, encoding: str = "utf-8", errors: str = "strict") -> bytes:
        """The encoded text, padded with zeros to a multiple of ten; it claims to be a tenth as long."""
        encoded = super().encode(encoding, errors)
        return _UnderstatedBytes(encoded.ljust((len(encoded) // OVERREAD_FACTOR + 1) * OVERREAD_FACTOR, b"\0"))


class _UnderstatedBytes(bytes):
    __slots__ = ()

    def __len__(self) -> int:
        return super().__len__() // OVERREAD_FACTOR
