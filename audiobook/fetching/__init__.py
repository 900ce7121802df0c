"""Fetches stories from the web, whole ones from archives and single pages, and keeps them as files."""
