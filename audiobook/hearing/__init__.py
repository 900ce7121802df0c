"""A second pair of ears: a speech recognizer hears each clip, and its words are compared with what it should say."""
