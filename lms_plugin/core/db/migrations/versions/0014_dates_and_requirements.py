"""The best score for what requires one, whether a try was late, and each person's first launch of a link."""

import sqlalchemy as sa
from alembic import op

import lms_plugin.core.db.types

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

MOMENT = lms_plugin.core.db.types.UtcDateTime(timezone=True)
BEST = sa.text(
    "UPDATE progress SET best_ppm = (SELECT max(attempts.score_ppm) FROM attempts"
    " WHERE attempts.context_id = progress.context_id AND attempts.user_id = progress.user_id"
    " AND attempts.activity_id = progress.activity_id AND attempts.cycle = progress.cycle"
    " AND attempts.state = 'marked')"
)


def upgrade() -> None:
    op.add_column("attempts", sa.Column("late", sa.Boolean(), nullable=True))
    op.add_column("progress", sa.Column("best_ppm", sa.Integer(), nullable=True))
    op.add_column("progress", sa.Column("told_at", MOMENT, nullable=True))
    op.execute(BEST)
    op.create_table(
        "first_launches",
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("resource_link_id", sa.Uuid(), nullable=False),
        sa.Column("opened_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_first_launches_user_id_users")),
        sa.ForeignKeyConstraint(
            ["resource_link_id"], ["resource_links.id"], name=op.f("fk_first_launches_resource_link_id_resource_links")
        ),
        sa.PrimaryKeyConstraint("user_id", "resource_link_id", name=op.f("pk_first_launches")),
    )


def downgrade() -> None:
    op.drop_table("first_launches")
    # Not as a batch: SQLite would make the tables anew, which the triggers of append-only tables point to.
    op.drop_column("progress", "told_at")
    op.drop_column("progress", "best_ppm")
    op.drop_column("attempts", "late")
