"""Author's notes: how they begin, where they end, and those without a label."""
