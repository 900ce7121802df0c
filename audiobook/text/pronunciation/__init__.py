"""How words are said that an engine would misread: by a person's word, a list of names, or a rule for Japanese ones."""
