"""Who speaks: a script in, the same script with speakers, and its characters, out. See docs/dialogue.md."""
