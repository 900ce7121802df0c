"""The English names of months and weekdays."""

from __future__ import annotations

MONTHS = tuple("January February March April May June July August September October November December".split())
WEEKDAYS = tuple("Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split())
# "jan" to "dec".
SHORT_MONTHS = tuple(month[:3].lower() for month in MONTHS)
