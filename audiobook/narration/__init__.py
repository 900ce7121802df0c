"""From a Script and a Cast to clips: what is said when, and the sound of each line."""

from audiobook.narration.credits import credit_episodes, is_credits
from audiobook.narration.planning import Manner, cues_at, estimated_seconds, names_read, planned_episodes
from audiobook.narration.pronouncing import as_said
from audiobook.narration.remedies import Mishap, Remedy
from audiobook.narration.soundness import usual_seconds
from audiobook.narration.speaking import Batch, BatchReport, speak_batch, spoken_clip
from audiobook.narration.transcription import transcribe
from audiobook.pauses import PAUSES, Pauses

__all__ = [
    "PAUSES",
    "Batch",
    "BatchReport",
    "Manner",
    "Mishap",
    "Pauses",
    "Remedy",
    "as_said",
    "credit_episodes",
    "cues_at",
    "estimated_seconds",
    "is_credits",
    "names_read",
    "planned_episodes",
    "speak_batch",
    "spoken_clip",
    "transcribe",
    "usual_seconds",
]
