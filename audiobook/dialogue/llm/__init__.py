"""Who speaks, asked of a language model that a person runs or rents; see docs/dialogue.md.

windows -> prompt -> client (or kept answers) -> answers -> weighing
"""

from audiobook.dialogue.llm.client import Server
from audiobook.dialogue.llm.relabelling import Progress, relabelled
from audiobook.dialogue.llm.weighing import LlmReport

__all__ = ["LlmReport", "Progress", "Server", "relabelled"]
