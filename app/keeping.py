"""What the server keeps: finished answers in its memory, and saved questions, plans and country files in a store that may be away."""

from __future__ import annotations

import logging
import threading
import time
import uuid
import zlib
from collections import OrderedDict
from collections.abc import Callable
from typing import Generic, TypeVar

import streamlit as st
from sqlalchemy.exc import SQLAlchemyError

from catchup.errors import InputError, PlanFileError
from catchup.plan import Plan
from catchup.store import Saved, Store
from catchup.whatif import WhatIf

MOST_KEPT = 64
RETRY_SECONDS = 30.0
LOG = logging.getLogger("catchup.app")

Kept = TypeVar("Kept")


class Shelf(Generic[Kept]):
    """Finished answers by key; immutable, so that visitors may share them."""

    def __init__(self) -> None:
        self._kept: OrderedDict[str, Kept] = OrderedDict()
        self._door = threading.Lock()

    def get(self, key: str) -> Kept | None:
        """An answer, if it was made before."""
        with self._door:
            return self._kept.get(key)

    def put(self, key: str, answer: Kept) -> None:
        """Keeps an answer; the oldest goes where there are too many."""
        with self._door:
            self._kept[key] = answer
            while len(self._kept) > MOST_KEPT:
                self._kept.popitem(last=False)

    def drop(self, key: str) -> None:
        """Forgets an answer."""
        with self._door:
            self._kept.pop(key, None)


class Opening:
    """The way to the store. What cannot be opened is tried again after a while, not at every click."""

    def __init__(self) -> None:
        self._store: Store | None = None
        self._refusal: InputError | None = None
        self._tried = 0.0
        self._door = threading.Lock()

    def store(self) -> Store:
        """The store.

        Raises:
            InputError: it cannot be opened, or did not answer a moment ago.
        """
        with self._door:
            if self._refusal is not None and time.monotonic() - self._tried < RETRY_SECONDS:
                raise self._refusal
            if self._store is None:
                self._tried = time.monotonic()
                try:
                    self._store, self._refusal = Store(), None
                except InputError as problem:
                    self._refusal = problem
                    raise
            return self._store

    def lost(self, problem: SQLAlchemyError) -> InputError:
        """Notes that the store does not answer, and says so in words."""
        LOG.warning("the store does not answer: %s", problem)
        with self._door:
            self._store, self._tried = None, time.monotonic()
            self._refusal = InputError("the store of saved questions does not answer", "try again in a minute; nothing on the page is lost")
            return self._refusal


@st.cache_resource(show_spinner=False)
def opening() -> Opening:
    """The way to the store, one for the whole server."""
    return Opening()


def store() -> Store:
    """The store of saved questions, kept plans and country files.

    Raises:
        InputError: it cannot be opened; its remedy says what to do.
    """
    return opening().store()


Result = TypeVar("Result")


def ask_store(question: Callable[[Store], Result]) -> Result:
    """What the store answers.

    Raises:
        InputError: it cannot be opened, does not answer, or says no.
    """
    try:
        return question(store())
    except SQLAlchemyError as problem:
        raise opening().lost(problem) from None


def saved_question(identifier: str) -> Saved:
    """A saved question by its identifier.

    Raises:
        InputError: there is none, or the store cannot be asked.
    """
    try:
        known = str(uuid.UUID(identifier))
    except ValueError:
        raise InputError("this is not the identifier of a saved question", "copy the link again, whole") from None
    return ask_store(lambda store: store.open(known))


class Plans(Shelf[Plan]):
    """Plans once made. Proven ones are in the store too, so that a server that starts again answers at once."""

    def get(self, key: str) -> Plan | None:
        """A plan, if it was made before by this server or one before it."""
        known = super().get(key)
        if known is not None:
            return known
        try:
            kept = ask_store(lambda store: store.kept(key))
        except PlanFileError as problem:
            LOG.warning("a kept plan cannot be read and is made again: %s", problem)
            return None
        except InputError:
            return None  # the sidebar says that nothing can be kept, and why
        except (zlib.error, UnicodeDecodeError, RecursionError) as problem:
            LOG.warning("a kept plan cannot be read and is made again: %s", problem)
            return None
        if kept is not None:
            super().put(key, kept)
        return kept

    def put(self, key: str, answer: Plan) -> None:
        """Keeps a plan; in the store only if it is proven."""
        super().put(key, answer)
        if answer.objective.status != "optimal":
            return
        try:
            ask_store(lambda store: store.keep(key, WhatIf(request=answer.request), answer))
        except InputError:
            return  # the sidebar says that nothing can be kept, and why


@st.cache_resource(show_spinner=False)
def plans() -> Shelf[Plan]:
    """The plans of this server."""
    return Plans()
