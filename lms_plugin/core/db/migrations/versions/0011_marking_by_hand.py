"""Who marked an answer by hand, what they chose and said; and where such answers wait."""

from typing import Any

import sqlalchemy as sa
from alembic import op

import lms_plugin.core.db.types

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

# Columns are added in place: a table that is made anew on SQLite would lose its triggers.
COLUMNS: tuple[sa.Column[Any], ...] = (
    sa.Column("marker_id", sa.Uuid(), nullable=True),
    sa.Column("chosen", lms_plugin.core.db.types.Json(), nullable=True),
    sa.Column("comment", sa.String(), nullable=True),
    sa.Column("reason", sa.String(), nullable=True),
)


def upgrade() -> None:
    for column in COLUMNS:
        op.add_column("marks", column)
    waiting = sa.text("state = 'awaiting'")
    op.create_index("ix_attempts_awaiting", "attempts", ["context_id"], postgresql_where=waiting, sqlite_where=waiting)


def downgrade() -> None:
    op.drop_index("ix_attempts_awaiting", table_name="attempts")
    for column in reversed(COLUMNS):
        op.drop_column("marks", column.name)
