"""How much of one document is read at most. A file beyond a limit is refused by name; the rest of the shop is read."""

from __future__ import annotations

LARGEST_BYTES = 20 * 1024 * 1024
LARGEST_HERE = 8 * 1024
"""A web page up to this many bytes is read in this process; the standard parser's time grows with its square."""
LONGEST_SECONDS = 30.0
"""For one file, in the process apart; then that process is ended."""
MOST_MEMORY_MB = 768
"""Address space of the process apart, where the system can limit it."""
MOST_CHARACTERS = 4_000_000
"""Of one document's Markdown."""
MOST_CELLS = 1_000_000
MOST_PAGES = 200
MOST_MEMBERS = 10_000
MOST_UNPACKED = 200 * 1024 * 1024
MOST_RATIO = 100
"""Unpacked to packed size of an archive that unpacks to more than SMALL_UNPACKED."""
SMALL_UNPACKED = 20 * 1024 * 1024
