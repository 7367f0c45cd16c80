"""Saved questions and the plans made of them: a file on this machine, or PostgreSQL for a team, by one address."""

from catchup.store.keeping import Saved, Store, default_url

__all__ = ["Saved", "Store", "default_url"]
