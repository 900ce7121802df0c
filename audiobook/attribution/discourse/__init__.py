"""The story followed from mention to mention, with its anaphors resolved."""
