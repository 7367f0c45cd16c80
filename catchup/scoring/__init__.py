"""Prices a strategy that somebody else wrote: can it be done, what is it worth, which of its parts help, and what would mend it.

`strategy` is the file, `instructions` what it asks of the planner, `mending` the nearest version that can be done, `score` the
price, `telling` the words.
"""
