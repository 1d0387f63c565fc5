"""The best score for what requires one, whether a try was late, and each person's first launch of a link."""

import sqlalchemy as sa
from alembic import op

import lms_plugin.core.db.types

revision = "0016"
down_revision = "0008"
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
    with op.batch_alter_table("attempts") as table:
        table.add_column(sa.Column("late", sa.Boolean(), nullable=True))
    with op.batch_alter_table("progress") as table:
        table.add_column(sa.Column("best_ppm", sa.Integer(), nullable=True))
        table.add_column(sa.Column("told_at", MOMENT, nullable=True))
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
    with op.batch_alter_table("progress") as table:
        table.drop_column("told_at")
        table.drop_column("best_ppm")
    with op.batch_alter_table("attempts") as table:
        table.drop_column("late")
