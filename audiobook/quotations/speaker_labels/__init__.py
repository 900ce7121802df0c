"""Plays, scripts and chats: lines whose speaker is named at their head (ROSA. Well?  Rosa: hi  <rosa_9> hi).

`shapes` knows how such heads are written, `lines` finds them, `evidence` says which of them name speakers, `directions`
tells what is done from what is said, and `parts` makes what is read of them.
"""
