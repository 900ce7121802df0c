"""The cast file of a story, `voices/<story>.toml`: the user's choices for its characters, lines and voices."""
