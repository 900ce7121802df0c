"""Sound by numbers: how loud it is, how high its peaks are; knows nothing of stories and stages."""

from audiobook.sound.loudness import (
    LoudnessMeter,
    RmsMeter,
    TruePeakMeter,
    integrated_loudness,
    rms,
    true_peak,
)

__all__ = ["LoudnessMeter", "RmsMeter", "TruePeakMeter", "integrated_loudness", "rms", "true_peak"]
