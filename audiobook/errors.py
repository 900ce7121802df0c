"""What can go wrong, as a person would be told it.

AudiobookError                exit 1: one line that says what is wrong, where, and what to do
  InputError                  the story or a setting cannot be used
  OutputError                 the album cannot be written
  DownloadError               a voice could not be fetched
  EngineError                 a voice cannot speak
    EngineUnavailableError    the engine or voice is not on this machine
    SpeechError               one line could not be turned into sound
  ResourceError               the system gives no more processes, files or memory
  LlmUnavailableError         the language model asked for cannot be reached or used
"""

from __future__ import annotations


class AudiobookError(Exception):
    """A mistake or a mishap that a person can do something about; its text is the one line they read."""


class InputError(AudiobookError):
    """The story, or a setting given with it, cannot be used."""


class OutputError(AudiobookError):
    """The album cannot be written where it should go."""


class DownloadError(AudiobookError):
    """A voice could not be fetched, or what came is not what it should be."""


class EngineError(AudiobookError):
    """A narration engine cannot do its work."""


class EngineUnavailableError(EngineError):
    """The engine or the voice asked for is not on this machine."""


class SpeechError(EngineError):
    """One line of text could not be turned into sound."""


class ResourceError(AudiobookError):
    """The system does not give what the work needs: processes, open files, memory, shared memory."""


class LlmUnavailableError(AudiobookError):
    """The language model that should tell who speaks cannot be reached, or does not let this program in."""
