"""Country files that visitors gave, under the digest of their text."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Creates the table."""
    op.create_table(
        "kept_country",
        sa.Column("digest", sa.String(64), primary_key=True),
        sa.Column("owner", sa.String(200), primary_key=True),
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index("kept_country_by_owner", "kept_country", ["owner", "created"])


def downgrade() -> None:
    """Drops the table."""
    op.drop_index("kept_country_by_owner", "kept_country")
    op.drop_table("kept_country")
