"""Words as data, and what they say by themselves: names, genders, kinship, and descriptions of people."""
