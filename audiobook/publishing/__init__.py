"""From clips to an album: stitched, encoded and tagged chapters, each appearing whole under its final name."""
