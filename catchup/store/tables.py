"""The tables of the store. A change here needs a migration in `migrations/versions`; a test compares the two."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import DateTime, Index, LargeBinary, String, Text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    """Base of all tables."""


def now() -> datetime:
    """This moment, in universal time."""
    return datetime.now(UTC)


class SavedQuestion(Base):
    """A question somebody saved under a name."""

    __tablename__ = "saved_question"
    __table_args__ = (Index("saved_question_by_owner", "owner", "changed"),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    owner: Mapped[str] = mapped_column(String(200))
    name: Mapped[str] = mapped_column(String(120))
    content: Mapped[str] = mapped_column(Text)
    revision: Mapped[int]
    created: Mapped[datetime] = mapped_column(DateTime(timezone=True), default=now)
    changed: Mapped[datetime] = mapped_column(DateTime(timezone=True), default=now)


class KeptPlan(Base):
    """A plan under the digest of what it was made from."""

    __tablename__ = "kept_plan"

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    question: Mapped[str] = mapped_column(Text)
    plan: Mapped[bytes] = mapped_column(LargeBinary)
    created: Mapped[datetime] = mapped_column(DateTime(timezone=True), default=now)


class KeptCountry(Base):
    """A country file that somebody gave, under the digest of its text. Whoever has the digest may read it; its owner sees it listed."""

    __tablename__ = "kept_country"
    __table_args__ = (Index("kept_country_by_owner", "owner", "created"),)

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    owner: Mapped[str] = mapped_column(String(200), primary_key=True)
    name: Mapped[str] = mapped_column(String(120))
    text: Mapped[str] = mapped_column(Text)
    created: Mapped[datetime] = mapped_column(DateTime(timezone=True), default=now)
