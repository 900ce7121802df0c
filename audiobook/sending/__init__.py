"""Sends finished albums to where people listen: a folder or player, a WebDAV server, or Audiobookshelf."""
