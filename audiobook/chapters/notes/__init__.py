"""Authors' notes: how they begin, how far they go, and the ones without a label."""
