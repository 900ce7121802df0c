"""Asks a language model who speaks; see docs/dialogue.md.

prompt_windows -> prompt -> client (or answer_cache) -> answers -> name_resolution -> merge_answers
"""
