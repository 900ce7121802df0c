"""The cast file of a story, `voices/<title>.toml`: the user's choices for its characters, lines and voices."""
