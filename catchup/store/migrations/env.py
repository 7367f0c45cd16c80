"""Runs migrations on the connection it is given."""

from alembic import context

from catchup.store.tables import Base

context.configure(
    connection=context.config.attributes["connection"], target_metadata=Base.metadata, render_as_batch=True,
)
context.run_migrations()
