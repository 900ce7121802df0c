"""What the program knows of text in general: numerals, languages, normalization, pronunciation."""
