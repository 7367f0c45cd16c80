"""The index of runs and their settled cells."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Creates the tables."""
    op.create_table(
        "batch_run",
        sa.Column("id", sa.String(40), primary_key=True),
        sa.Column("folder", sa.Text(), nullable=False),
        sa.Column("code", sa.String(200), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("failed", sa.Integer(), nullable=False),
        sa.Column("finished", sa.Boolean(), nullable=False),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index("batch_run_by_change", "batch_run", ["changed"])
    op.create_table(
        "batch_cell",
        sa.Column("run", sa.String(40), primary_key=True),
        sa.Column("key", sa.String(64), primary_key=True),
        sa.Column("status", sa.String(12), nullable=False),
        sa.Column("plan_digest", sa.String(64), nullable=True),
    )
    op.create_index("batch_cell_by_key", "batch_cell", ["key"])


def downgrade() -> None:
    """Drops the tables."""
    op.drop_index("batch_cell_by_key", "batch_cell")
    op.drop_table("batch_cell")
    op.drop_index("batch_run_by_change", "batch_run")
    op.drop_table("batch_run")
