"""Keeps saved questions and plans. Two people saving at once lose nothing: the later one gets a copy of their own."""

from __future__ import annotations

import logging
import os
import uuid
import zlib
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine, delete, event, select, update
from sqlalchemy.engine import Engine
from sqlalchemy.exc import IntegrityError, SQLAlchemyError
from sqlalchemy.orm import Session

from catchup.errors import InputError
from catchup.kept import digest_of_text
from catchup.plan import Plan
from catchup.store.tables import KeptCountry, KeptPlan, SavedQuestion, now
from catchup.whatif import WhatIf, read_whatif

WAIT_SECONDS = 15
LOG = logging.getLogger(__name__)


@dataclass(frozen=True)
class Saved:
    """A saved question and its revision, which the next save has to have seen."""

    id: str
    owner: str
    name: str
    revision: int
    changed: datetime
    question: WhatIf
    notices: tuple[str, ...] = ()


class Listed(list[Saved]):
    """Saved questions, with the number of those that are there and cannot be read."""

    unreadable: int = 0


@dataclass(frozen=True)
class Country:
    """A country file that somebody gave: its text and the digest under which questions refer to it."""

    digest: str
    owner: str
    name: str
    text: str
    created: datetime


def default_url() -> str:
    """Address of the store: `CATCHUP_STORE`, else a file in the user's data folder."""
    named = os.environ.get("CATCHUP_STORE")
    if named:
        return named
    home = Path(os.environ.get("XDG_DATA_HOME", Path.home() / ".local" / "share")) / "catchup"
    home.mkdir(parents=True, exist_ok=True)
    return f"sqlite:///{home / 'store.sqlite'}"


class Store:
    """Saved questions and plans at an address such as `sqlite:///file` or `postgresql+psycopg://user@host/name`.

    Raises:
        InputError: the address cannot be used.
    """

    def __init__(self, url: str | None = None) -> None:
        self.url = url or default_url()
        try:
            self._engine = _engine(self.url)
            migrate(self._engine)
        except (SQLAlchemyError, ImportError, OSError) as problem:
            raise InputError(
                f"the store cannot be opened: {str(problem).splitlines()[0]}",
                "set CATCHUP_STORE to an address such as sqlite:////home/me/catchup.sqlite or postgresql+psycopg://user@host/name",
            ) from None

    def close(self) -> None:
        """Lets go of all connections."""
        self._engine.dispose()

    def save(self, owner: str, question: WhatIf, name: str, *, over: Saved | None = None) -> Saved:
        """Saves a question, as a new one or over one that was opened.

        Where somebody else saved over it meanwhile, theirs stays and this one is saved beside it under its own name.
        """
        text = question.model_copy(update={"name": name}).to_json()
        with Session(self._engine) as session, session.begin():
            if over is not None:
                done: Any = session.execute(
                    update(SavedQuestion)
                    .where(SavedQuestion.id == over.id, SavedQuestion.owner == owner, SavedQuestion.revision == over.revision)
                    .values(content=text, name=name, revision=over.revision + 1, changed=now())
                )
                if done.rowcount == 1:
                    found = session.get_one(SavedQuestion, over.id)
                    session.refresh(found)
                    return _saved(found)
                name = f"{name[:100]} (saved beside)"
            row = SavedQuestion(id=str(uuid.uuid4()), owner=owner, name=name, content=text, revision=1)
            session.add(row)
            session.flush()
            return _saved(row)

    def listed(self, owner: str) -> Listed:
        """Saved questions of an owner, latest first; one that cannot be read is counted and left out, and costs the others nothing."""
        found = Listed()
        with Session(self._engine) as session:
            wanted = select(SavedQuestion).where(SavedQuestion.owner == owner).order_by(SavedQuestion.changed.desc())
            for row in session.scalars(wanted):
                try:
                    found.append(_saved(row))
                except InputError as problem:
                    found.unreadable += 1
                    LOG.warning("saved question %s cannot be read: %s", row.id, problem.message)
        return found

    def open(self, identifier: str) -> Saved:
        """A saved question by its identifier, whoever owns it: who has the identifier was given it.

        Raises:
            InputError: no such question.
        """
        with Session(self._engine) as session:
            row = session.get(SavedQuestion, identifier)
            if row is None:
                raise InputError("there is no such saved question", "it may have been deleted; open another")
            return _saved(row)

    def remove(self, owner: str, identifier: str) -> bool:
        """Deletes a question of an owner; False if there is none."""
        with Session(self._engine) as session, session.begin():
            done: Any = session.execute(
                delete(SavedQuestion).where(SavedQuestion.id == identifier, SavedQuestion.owner == owner)
            )
            return bool(done.rowcount)

    def keep(self, digest: str, question: WhatIf, plan: Plan) -> None:
        """Keeps a plan under the digest of its inputs; the first one stays."""
        row = KeptPlan(digest=digest, question=question.to_json(), plan=zlib.compress(plan.to_json().encode()))
        try:
            with Session(self._engine) as session, session.begin():
                if session.get(KeptPlan, digest) is None:
                    session.add(row)
        except IntegrityError:
            return  # somebody else kept the same plan a moment before

    def kept(self, digest: str) -> Plan | None:
        """A plan kept under a digest."""
        with Session(self._engine) as session:
            row = session.get(KeptPlan, digest)
            return None if row is None else Plan.from_json(zlib.decompress(row.plan).decode())

    def keep_country(self, owner: str, name: str, text: str) -> str:
        """Keeps a country file under the digest of its text; the same text given twice is kept once.

        Args:
            text: a file that has been checked; the store only keeps it.

        Returns:
            The digest.
        """
        digest = digest_of_text(text)
        try:
            with Session(self._engine) as session, session.begin():
                if session.get(KeptCountry, (digest, owner)) is None:
                    session.add(KeptCountry(digest=digest, owner=owner, name=name[:120], text=text))
        except IntegrityError:
            return digest  # the same text was kept a moment before
        return digest

    def country(self, digest: str) -> Country | None:
        """A country file by its digest, whoever owns it: who has the digest was given it. None if it is not here."""
        with Session(self._engine) as session:
            row = session.scalars(select(KeptCountry).where(KeptCountry.digest == digest).order_by(KeptCountry.created)).first()
            return None if row is None else _country(row)

    def countries(self, owner: str) -> list[Country]:
        """Country files of an owner, latest first."""
        with Session(self._engine) as session:
            wanted = select(KeptCountry).where(KeptCountry.owner == owner).order_by(KeptCountry.created.desc(), KeptCountry.digest)
            return [_country(row) for row in session.scalars(wanted)]

    def remove_country(self, owner: str, digest: str) -> bool:
        """Deletes a country file of an owner; False if there is none. Links to it then say that it is not here."""
        with Session(self._engine) as session, session.begin():
            done: Any = session.execute(delete(KeptCountry).where(KeptCountry.digest == digest, KeptCountry.owner == owner))
            return bool(done.rowcount)


def _country(row: KeptCountry) -> Country:
    return Country(row.digest, row.owner, row.name, row.text, row.created)


def _saved(row: SavedQuestion) -> Saved:
    question, notices = read_whatif(row.content)
    return Saved(row.id, row.owner, row.name, row.revision, row.changed, question, notices)


def _engine(url: str) -> Engine:
    # Names may be in any script, whatever the server was set up for.
    options = {"client_encoding": "utf8"} if url.startswith("postgresql") else {}
    made = create_engine(url, pool_pre_ping=True, connect_args=options)
    if made.dialect.name == "sqlite":

        @event.listens_for(made, "connect")
        def _careful(connection: Any, _: Any) -> None:
            # Writers wait for one another instead of failing; readers never wait.
            cursor = connection.cursor()
            cursor.execute("PRAGMA journal_mode=WAL")
            cursor.execute(f"PRAGMA busy_timeout={WAIT_SECONDS * 1000}")
            cursor.close()

    return made


def migrate(engine: Engine) -> None:
    """Brings the tables to the newest form. Two processes may do so at once."""
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    with engine.begin() as connection:
        if engine.dialect.name == "postgresql":
            from sqlalchemy import text

            connection.execute(text("SELECT pg_advisory_xact_lock(4711)"))
        elif engine.dialect.name == "sqlite":
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
