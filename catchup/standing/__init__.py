"""Countries compared fairly: the same levers and dollars, ranks with intervals, archetypes, and what borrowed institutions would change."""
