"""Words that are written alike and said otherwise ("lead", "read", "object"): how each is said where it stands."""
