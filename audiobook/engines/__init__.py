"""Text-to-speech engines: each turns utterances into sound, all with the interface of `protocol.Engine`."""
