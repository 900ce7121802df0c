"""Narration engines: each turns a line of text into sound, all behind one small Protocol."""
