"""From a Script and a Cast to clips: what is said when, and the sound of each line."""

from audiobook.narration.planning import Manner, as_said, cues_at, estimated_seconds, planned_episodes
from audiobook.narration.speaking import Batch, BatchReport, batches_of, speak_batch, spoken_clip
from audiobook.pauses import PAUSES, Pauses

__all__ = [
    "PAUSES",
    "Batch",
    "BatchReport",
    "Manner",
    "Pauses",
    "as_said",
    "batches_of",
    "cues_at",
    "estimated_seconds",
    "planned_episodes",
    "speak_batch",
    "spoken_clip",
]
