"""The cast file of a story, `voices/<story>.toml`: what a person says of its characters, lines and voices."""
