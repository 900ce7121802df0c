"""Albums over the network: the library, the pages to listen from, feeds, and sound files with byte ranges."""
