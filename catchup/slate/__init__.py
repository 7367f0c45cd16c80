"""A slate: one document model, filled once from a plan, written in five formats with the same numbers."""
