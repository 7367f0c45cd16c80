"""Colours that every picture shares: the app's charts and a slate's drawings."""

from __future__ import annotations

# Told apart with any colour vision, and at least 3:1 against the light and the dark background.
COLOURS = ("#2f7fb8", "#d0781f", "#2b9372", "#b86aa0", "#a88a1c", "#c4553f", "#6d7fd0", "#7f8b92")
LEAK = "#c4553f"
LIMIT = "#7f8b92"
INK = "#22313a"
# Lightest to darkest, for pictures that must hold in black and white; each step is told from the next on a grey printer.
GREYS = ("#1f5f8f", "#5b97c2", "#93bcd9", "#c4dbea", "#e8b98a", "#d0781f", "#8a4a10", "#7f8b92")
