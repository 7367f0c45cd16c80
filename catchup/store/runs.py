"""The index of runs: where each lies, how far it is, and which cells it settled. The runs themselves are folders."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import DateTime, Index, String, Text, delete, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Mapped, Session, mapped_column

from catchup.errors import CatchupError
from catchup.store.keeping import Store
from catchup.store.tables import Base, now

SOME = 400
"""Keys asked for at a time; databases take a limited number of values in a statement."""


class BatchRun(Base):
    """A run and where its folder lies."""

    __tablename__ = "batch_run"
    __table_args__ = (Index("batch_run_by_change", "changed"),)

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    folder: Mapped[str] = mapped_column(Text)
    code: Mapped[str] = mapped_column(String(200))
    total: Mapped[int]
    done: Mapped[int] = mapped_column(default=0)
    failed: Mapped[int] = mapped_column(default=0)
    finished: Mapped[bool] = mapped_column(default=False)
    created: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    changed: Mapped[datetime] = mapped_column(DateTime(timezone=True), default=now)


class BatchCell(Base):
    """A settled cell of a run."""

    __tablename__ = "batch_cell"
    __table_args__ = (Index("batch_cell_by_key", "key"),)

    run: Mapped[str] = mapped_column(String(40), primary_key=True)
    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    status: Mapped[str] = mapped_column(String(12))
    plan_digest: Mapped[str | None] = mapped_column(String(64))


@dataclass(frozen=True)
class Listed:
    """A run as the index knows it."""

    id: str
    folder: str
    code: str
    total: int
    done: int
    failed: int
    finished: bool
    created: datetime
    changed: datetime


class RunIndex(Store):
    """The part of the store that knows runs. Several batches may write to it at once.

    Raises:
        InputError: the address cannot be used.
    """

    @contextmanager
    def _writing(self) -> Iterator[Session]:
        try:
            with Session(self._engine) as session, session.begin():
                yield session
        except SQLAlchemyError as problem:
            raise CatchupError(
                f"the store cannot be written: {str(problem).splitlines()[0]}",
                "the run's folder has everything kept so far; mend the store, then go on by `catchup batch --resume`",
            ) from None

    def register(self, identifier: str, folder: str, created: str, code: str, total: int) -> None:
        """Lists a run, or says that it now lies elsewhere."""
        with self._writing() as session:
            moment = datetime.fromisoformat(created)
            row = {"id": identifier, "folder": folder, "code": code[:200], "total": total, "created": moment, "changed": now()}
            fresh = {**row, "done": 0, "failed": 0, "finished": False}
            session.execute(_unless_there(session, BatchRun)(fresh))
            session.execute(update(BatchRun).where(BatchRun.id == identifier).values(folder=folder, changed=now()))

    def add(self, identifier: str, cells: Sequence[tuple[str, str, str | None]]) -> None:
        """Adds settled cells of a run: key, status, digest of the plan. What is there stays."""
        if not cells:
            return
        rows = [{"run": identifier, "key": key, "status": status, "plan_digest": digest} for key, status, digest in cells]
        with self._writing() as session:
            for at in range(0, len(rows), SOME // 4):
                session.execute(_unless_there(session, BatchCell)(rows[at : at + SOME // 4]))

    def settle(self, identifier: str, counts: Mapping[str, int], *, finished: bool) -> None:
        """Says how far a run is."""
        done, failed = sum(counts.values()), counts.get("failed", 0)
        with self._writing() as session:
            session.execute(
                update(BatchRun).where(BatchRun.id == identifier).values(done=done, failed=failed, finished=finished, changed=now())
            )

    def whereabouts(self, keys: Sequence[str], *, without: str = "") -> dict[str, str]:
        """For keys that some run settled: the folder of the latest such run."""
        found: dict[str, str] = {}
        with Session(self._engine) as session:
            for at in range(0, len(keys), SOME):
                wanted = (
                    select(BatchCell.key, BatchRun.folder).join(BatchRun, BatchRun.id == BatchCell.run)
                    .where(BatchCell.key.in_(keys[at : at + SOME]), BatchCell.run != without).order_by(BatchRun.changed)
                )
                found.update((key, folder) for key, folder in session.execute(wanted))
        return found

    def cells(self, identifier: str) -> int:
        """Number of settled cells of a run."""
        with Session(self._engine) as session:
            return len(session.scalars(select(BatchCell.key).where(BatchCell.run == identifier)).all())

    def runs(self) -> list[Listed]:
        """All runs, latest first."""
        with Session(self._engine) as session:
            rows = session.scalars(select(BatchRun).order_by(BatchRun.created.desc(), BatchRun.id))
            return [
                Listed(one.id, one.folder, one.code, one.total, one.done, one.failed, one.finished, one.created, one.changed) for one in rows
            ]

    def find(self, identifier: str) -> Listed | None:
        """A run by its identifier."""
        return next((one for one in self.runs() if one.id == identifier), None)

    def forget(self, identifier: str) -> None:
        """Takes a run out of the index. Its folder stays as it is."""
        with self._writing() as session:
            session.execute(delete(BatchCell).where(BatchCell.run == identifier))
            session.execute(delete(BatchRun).where(BatchRun.id == identifier))


def _unless_there(session: Session, table: type[Base]) -> Callable[[Any], Any]:
    """An insertion that leaves rows with the same key as they are, so that two writers at once both succeed."""
    name = session.get_bind().dialect.name
    dialects: dict[str, Any] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}
    if name not in dialects:
        return lambda rows: insert(table).values(rows)
    return lambda rows: dialects[name](table).values(rows).on_conflict_do_nothing()
