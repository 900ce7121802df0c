"""Pages to listen from, in any browser: an album's with a player, and the library of an output folder."""
