"""What a person may tap to spell a word as it sounds, each with a word that has the sound."""

from __future__ import annotations

from audiobook.studio.view_model import SoundHelp

SPELLING = tuple(SoundHelp(*pair) for pair in (
    ("ay", "day"), ("ee", "see"), ("eye", "my"), ("oh", "go"), ("oo", "moon"), ("ah", "father"), ("aw", "law"),
    ("uh", "about"), ("eh", "bed"), ("ih", "sit"), ("a", "cat"), ("u", "cup"), ("uu", "book"), ("ow", "now"),
    ("oy", "boy"), ("ur", "bird"), ("air", "hair"), ("eer", "near"), ("or", "more"), ("ar", "car"),
    ("sh", "ship"), ("zh", "measure"), ("ch", "chin"), ("j", "jam"), ("th", "thin"), ("dh", "this"), ("ng", "sing"),
    ("kh", "loch"), ("-", "next syllable"),
))  # fmt: skip
