"""Files on disk: safe names, atomic writes, locks, edits that never overwrite what somebody else wrote."""
