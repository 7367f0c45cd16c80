"""Saved questions and the plans made of them: a file on this machine, or PostgreSQL for a team, by one address."""

from catchup.store.keeping import Country, Listed, Saved, Store, default_url

__all__ = ["Country", "Listed", "Saved", "Store", "default_url"]
