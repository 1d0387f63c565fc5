"""Handovers go with their launch: forgetting an old launch failed where one had been made."""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

NAME = "fk_handovers_launch_id_launch_sessions"


def upgrade() -> None:
    with op.batch_alter_table("handovers") as table:
        table.drop_constraint(table.f(NAME), type_="foreignkey")
        table.create_foreign_key(table.f(NAME), "launch_sessions", ["launch_id"], ["id"], ondelete="CASCADE")


def downgrade() -> None:
    with op.batch_alter_table("handovers") as table:
        table.drop_constraint(table.f(NAME), type_="foreignkey")
        table.create_foreign_key(table.f(NAME), "launch_sessions", ["launch_id"], ["id"])
