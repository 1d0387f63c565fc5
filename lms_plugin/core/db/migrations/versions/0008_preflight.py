"""Runs of the preflight, and the test columns that they make and take away."""

import sqlalchemy as sa
from alembic import op

import lms_plugin.core.db.types

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

MOMENT = lms_plugin.core.db.types.UtcDateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "preflight_runs",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("registration_id", sa.Uuid(), nullable=False),
        sa.Column("tenant_id", sa.Uuid(), nullable=True),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("actor_kind", sa.String(), nullable=False),
        sa.Column("actor_id", sa.Uuid(), nullable=True),
        sa.Column("reference", sa.String(), nullable=False),
        sa.Column("verdict", sa.String(), nullable=False),
        sa.Column("steps", lms_plugin.core.db.types.Json(), nullable=False),
        sa.Column("share_id", sa.String(), nullable=True),
        sa.Column("shared_until", MOMENT, nullable=True),
        sa.CheckConstraint(
            "verdict IN ('pass', 'fail', 'not_offered', 'your_turn', 'not_checked')",
            name=op.f("ck_preflight_runs_verdict"),
        ),
        sa.CheckConstraint(
            "actor_kind IN ('administrator', 'command', 'system')", name=op.f("ck_preflight_runs_actor_kind")
        ),
        sa.CheckConstraint("(share_id IS NULL) = (shared_until IS NULL)", name=op.f("ck_preflight_runs_shared")),
        sa.ForeignKeyConstraint(
            ["registration_id"], ["registrations.id"], name=op.f("fk_preflight_runs_registration_id_registrations")
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_preflight_runs_tenant_id_tenants")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_preflight_runs")),
        sa.UniqueConstraint("share_id", name=op.f("uq_preflight_runs_share_id")),
    )
    op.create_index("ix_preflight_runs_registration_id_at", "preflight_runs", ["registration_id", "at"])
    op.create_index(op.f("ix_preflight_runs_tenant_id"), "preflight_runs", ["tenant_id"])
    op.create_table(
        "preflight_columns",
        sa.Column("mark", sa.String(), nullable=False),
        sa.Column("registration_id", sa.Uuid(), nullable=False),
        sa.Column("line_items_url", sa.String(), nullable=False),
        sa.Column("url", sa.String(), nullable=True),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["registration_id"], ["registrations.id"], name=op.f("fk_preflight_columns_registration_id_registrations")
        ),
        sa.PrimaryKeyConstraint("mark", name=op.f("pk_preflight_columns")),
    )
    op.create_index(op.f("ix_preflight_columns_registration_id"), "preflight_columns", ["registration_id"])


def downgrade() -> None:
    op.drop_index(op.f("ix_preflight_columns_registration_id"), table_name="preflight_columns")
    op.drop_table("preflight_columns")
    op.drop_index(op.f("ix_preflight_runs_tenant_id"), table_name="preflight_runs")
    op.drop_index("ix_preflight_runs_registration_id_at", table_name="preflight_runs")
    op.drop_table("preflight_runs")
