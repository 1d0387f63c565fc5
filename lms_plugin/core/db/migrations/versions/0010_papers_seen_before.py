"""An index for what a person was shown before in any quiz of a course: draws and parallel forms ask for it."""

from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_attempts_person", "attempts", ["user_id", "activity_id"])


def downgrade() -> None:
    op.drop_index("ix_attempts_person", table_name="attempts")
