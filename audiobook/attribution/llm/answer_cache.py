"""Caches answers from one run to the next, so that the model is asked about a story only once."""

from __future__ import annotations

import contextlib
import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

from audiobook.attribution.llm.prompt import LabelRequest
from audiobook.errors import OutputError
from audiobook.files.workspace import atomic_write


@dataclass(frozen=True, slots=True)
class AnswerCache:
    """Answers as small files in a folder, by model and exact request; nothing is cached if the folder is None."""

    folder: Path | None

    def read(self, model: str, request: LabelRequest) -> str | None:
        """The model's earlier answer to the same request; None if there is none, or its file is damaged."""
        path = self._path(model, request)
        if path is None:
            return None
        try:
            answer = json.loads(path.read_text("utf-8"))["answer"]
        except (OSError, ValueError, KeyError, TypeError, RecursionError):
            return None
        return answer if isinstance(answer, str) else None

    def write(self, model: str, request: LabelRequest, answer: str) -> None:
        """Saves an answer; a failure is ignored, as it only costs time."""
        path = self._path(model, request)
        if path is None:
            return
        # A full disk is reported where something that matters is written.
        with contextlib.suppress(OutputError), atomic_write(path, fsync=False) as temporary_path:
            temporary_path.write_text(json.dumps({"model": model, "answer": answer}), "utf-8")

    def _path(self, model: str, request: LabelRequest) -> Path | None:
        if self.folder is None:
            return None
        cache_key = json.dumps([model, request.messages(), request.line_count])
        key = hashlib.blake2b(cache_key.encode(), digest_size=16).hexdigest()
        return self.folder / key[:2] / f"{key}.json"
