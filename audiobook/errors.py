"""The errors that people can do something about.

AudiobookError                exit code 1: one line that says what is wrong, where, and what to do
  InputError                  the story or a setting can't be used
  FetchError                  a story can't be fetched from the web
    StoryGoneError            the site no longer has it
    UnknownSiteError          it is on no archive that is known
  OutputError                 the album, or another file, can't be written
  DownloadError               a voice can't be downloaded
  EngineError                 a voice can't speak
    EngineUnavailableError    the engine or voice isn't on this machine
    SpeechError               one utterance can't be synthesized
  ResourceError               the system gives no more processes, files or memory
  LlmUnavailableError         the language model can't be reached or used
  RecognizerUnavailableError  the speech recognizer isn't on this machine
"""

from __future__ import annotations


class AudiobookError(Exception):
    """A problem that people can do something about; its text is the line they read.

    `story` is the path of the story that it is about, None where it is about none in particular.
    """

    story: str | None = None


class InputError(AudiobookError):
    """The story, or a setting for it, can't be used."""


class FetchError(AudiobookError):
    """A story can't be fetched from the web."""


class StoryGoneError(FetchError):
    """The site has no such story, or no longer."""


class UnknownSiteError(FetchError):
    """A story is on no archive that is known; its page may be fetched as it is."""


class OutputError(AudiobookError):
    """A file can't be written, such as the album's in its folder.

    `advice` says which option names another place, where that helps; "" where it does not (the disk is full).
    """

    def __init__(self, problem: str, advice: str = "") -> None:
        super().__init__(f"{problem}; {advice}" if advice else problem)
        self.problem, self.advice = problem, advice


class DownloadError(AudiobookError):
    """A voice can't be downloaded, or the file isn't the expected one."""


class EngineError(AudiobookError):
    """A text-to-speech engine can't do its work."""


class EngineUnavailableError(EngineError):
    """The engine or the voice isn't on this machine."""


class SpeechError(EngineError):
    """One utterance can't be synthesized."""


class ResourceError(AudiobookError):
    """The system doesn't provide what the work needs: processes, open files, memory, shared memory."""


class LlmUnavailableError(AudiobookError):
    """The language model for speaker detection can't be reached, or denies access."""


class RecognizerUnavailableError(AudiobookError):
    """The speech recognizer that is to hear clips isn't on this machine, or can't be used."""
