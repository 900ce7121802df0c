"""Plays, screenplays and chats: lines that name their speaker at their head (ROSA. Well?  Rosa: hi  <rosa_9> hi).

`head_patterns` has the forms of such heads, `line_heads` finds them, `evidence` decides which of them name speakers,
`speaker_naming` chooses the speakers' names, `stage_directions` finds actions in the lines, and `labelled_segments`
puts it all together.
"""
