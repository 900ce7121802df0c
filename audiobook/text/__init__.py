"""Everything about text that depends on no story: numerals, languages, normalization, pronunciation."""
