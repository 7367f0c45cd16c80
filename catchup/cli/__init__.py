"""The command line: one short function for each verb.

Results go to stdout, progress and warnings to stderr. Anything slow to import is imported inside the verb that
needs it, so that `catchup --help` answers at once. The order of imports is the order of the verbs in the help.
"""

from catchup.cli.application import app, main

from catchup.cli import lists, starting, planning, scoring, explaining, comparing, frontier, batch, runs, slate, opening  # isort: skip

__all__ = [
    "app", "batch", "comparing", "explaining", "frontier", "lists", "main", "opening", "planning", "runs", "scoring", "slate", "starting",
]
