"""Heteronyms, words with one spelling and several pronunciations ("lead", "read", "object"), read by their context."""
