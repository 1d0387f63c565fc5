"""Acts on two files that are undone as one."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("draft_acts", sa.Column("together", sa.Uuid(), nullable=True))
    op.create_index("ix_draft_acts_together", "draft_acts", ["together"])


def downgrade() -> None:
    op.drop_index("ix_draft_acts_together", table_name="draft_acts")
    op.drop_column("draft_acts", "together")
