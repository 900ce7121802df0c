"""Kindle e-books without DRM (MOBI, PRC, AZW3)."""
