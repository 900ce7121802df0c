"""The picture of an album: its own made fit, or one drawn from its title."""
