"""Talking to servers: what an address and a key may look like, one bounded exchange, and secrets kept out of text."""
