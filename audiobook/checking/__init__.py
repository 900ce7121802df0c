"""Checks finished albums as a listener's player gets them: decoded, measured, and judged by a profile's rules.

Nothing here knows how albums are made: what is checked is the files, against specifications.
"""
