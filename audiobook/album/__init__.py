"""An album on disk: where it lies, what its manifest says, and the library of all albums in an output folder."""
