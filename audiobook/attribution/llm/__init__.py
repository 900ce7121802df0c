"""Who speaks, asked of a language model that a person runs or rents; see docs/dialogue.md.

windows -> prompt -> client (or kept answers) -> answers -> weighing
"""
