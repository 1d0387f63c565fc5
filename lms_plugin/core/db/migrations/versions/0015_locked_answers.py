"""Answers that are locked while a try goes on: left behind in a forward-only quiz, or confirmed in a case."""

import sqlalchemy as sa
from alembic import op

import lms_plugin.core.db.types

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("attempts", sa.Column("locked", lms_plugin.core.db.types.Json(), nullable=True))


def downgrade() -> None:
    op.drop_column("attempts", "locked")
