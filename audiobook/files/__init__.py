"""Files on disk: safe names, atomic writes, locks, and edits that never overwrite another program's changes."""
