"""Stories that several people tell: whom "I" means in each chapter."""

from __future__ import annotations

import pytest

from audiobook.attribution.attribution import attribute_script
from audiobook.attribution.people.narrator_changes import VIEW_LABEL, VIEW_LABEL_MATCHES, VIEW_LABEL_REJECTS
from tests.attribution.test_attribution import scripted, speakers

ANN = (
    "I sat down by the stove. I was cold. Tom Ashby looked at me.\n\n“Is it late, Ann?” he asked.\n\n“It is,” I said."
    "\n\nI took off my coat, and I yawned."
)
TOM = (
    "I saw her yawn. I was tired, too. Ann Marlow hung up her coat.\n\n“Go to bed, Tom,” she said.\n\n“Not yet,” I"
    " said."
    "\n\nI put a log on the fire. I liked the smell."
)
# How each of two chapters says who tells it.
HEADINGS = {
    "headed by numbers and names": ("# Chapter 1: Ann", "# Chapter 2: Tom"),
    "points of view": ("# Chapter 1\n\nAnn’s POV", "# Chapter 2\n\nTom’s POV"),
    "a label with a colon": ("# Chapter 1\n\n*POV: Ann*", "# Chapter 2\n\n*POV: Tom*"),
}  # fmt: skip


@pytest.mark.parametrize("heads", HEADINGS.values(), ids=HEADINGS.keys())
def test_each_chapter_has_its_own_narrator(heads: tuple[str, str]) -> None:
    result = attribute_script(scripted(f"{heads[0]}\n\n{ANN}\n\n{heads[1]}\n\n{TOM}"))
    assert [(name or "").split()[0] for name in speakers(result)] == ["Tom", "Ann", "Ann", "Tom"]


def test_one_label_changes_nothing() -> None:
    result = attribute_script(scripted(f"# Chapter 1\n\nAnn’s POV\n\n{ANN}\n\n# Chapter 2\n\n{ANN}"))
    assert len(set(speakers(result))) == 2


@pytest.mark.parametrize("text", VIEW_LABEL_MATCHES)
def test_view_label_matches(text: str) -> None:
    assert VIEW_LABEL.match(text)


@pytest.mark.parametrize("text", VIEW_LABEL_REJECTS)
def test_view_label_rejects(text: str) -> None:
    assert not VIEW_LABEL.match(text)
