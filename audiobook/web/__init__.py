"""Talking to servers: valid addresses and keys, one exchange with limits, and secrets redacted from text."""
