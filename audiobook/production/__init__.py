"""Makes an album of a plan: what is out of date, jobs for worker processes, chapter files, sidecar files."""
