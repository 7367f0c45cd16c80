"""The terminal report: a plan and its proof as text a finance secretary can read, and what the other verbs print."""
