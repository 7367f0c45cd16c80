"""One module for each kind of lever: its decisions, its rules, and what it books in the ledgers."""
