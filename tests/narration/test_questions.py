"""Which questions end high."""

from __future__ import annotations

import pytest

from audiobook.narration.questions import ends_high

HIGH = """
You came back?
“Did you see him leave the house, Tom?”
When she came home, was he there?
It’s late, isn’t it?
We can trust her, right?
He did what?
Really?!
What?
What, now?
Who, me?
And you?
Do you know where he is?
You don’t know why he left?
Will you stay or not?
“Well – is it true?”
Would you like some tea or something?
Did he not?
""".strip().splitlines()
LOW = """
You came back.
You came back!
Who came back?
“Tom, why did you do it?”
Why did you do it, Tom?
But what does it mean?
“So how many are there, then?”
To whom?
For what did he come?
What the hell?
What if she dies?
If he comes, then what?
Is it tea or coffee?
Why not?
“And where—where is she?”
?
“…”
""".strip().splitlines()


@pytest.mark.parametrize("sentence", HIGH)
def test_a_voice_rises(sentence: str) -> None:
    assert ends_high(sentence)


@pytest.mark.parametrize("sentence", LOW)
def test_a_voice_falls(sentence: str) -> None:
    assert not ends_high(sentence)
