"""Pronunciations of words that engines would misread: from lexicons, built-in lists, and rules by language."""
