"""Attempts have a clock; late saves are kept; accommodations, and what was changed in running attempts.

On SQLite every table is altered as it stands: none is made anew, so that no row that points to it is in the way.
"""

import sqlalchemy as sa
from alembic import op

import lms_plugin.core.db.types

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

MOMENT = lms_plugin.core.db.types.UtcDateTime(timezone=True)
OPEN = sa.text("state = 'open'")
BY = "submitted_by IN ('learner', 'clock', 'date', 'educator')"
CLOCK = "clock_at IS NULL OR (closes_at IS NOT NULL AND clock_at >= closes_at)"
PREVIEW = 1_000_000


def upgrade() -> None:
    op.add_column("attempts", sa.Column("closes_at", MOMENT))
    op.add_column(
        "attempts", sa.Column("clock_at", MOMENT, sa.CheckConstraint(CLOCK, name=op.f("ck_attempts_clock")))
    )
    op.add_column(
        "attempts", sa.Column("submitted_by", sa.String(), sa.CheckConstraint(BY, name=op.f("ck_attempts_submitted_by")))
    )
    op.create_index("ix_attempts_clock_at", "attempts", ["clock_at"], postgresql_where=OPEN, sqlite_where=OPEN)
    op.add_column("response_saves", sa.Column("late", sa.Boolean(), nullable=False, server_default=sa.false()))
    _add_accommodations()
    _add_adjustments()


def _add_accommodations() -> None:
    op.create_table(
        "accommodations",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("context_id", sa.Uuid(), nullable=True),
        sa.Column("user_id", sa.Uuid(), nullable=True),
        sa.Column("match", sa.String(), nullable=True),
        sa.Column("course_key", sa.String(), nullable=True),
        sa.Column("activity_id", sa.Uuid(), nullable=True),
        sa.Column("grant", lms_plugin.core.db.types.Json(), nullable=False),
        sa.Column("granted_by", sa.Uuid(), nullable=True),
        sa.Column("granted_at", MOMENT, nullable=False),
        sa.Column("revoked_by", sa.Uuid(), nullable=True),
        sa.Column("revoked_at", MOMENT, nullable=True),
        sa.CheckConstraint("(user_id IS NULL) <> (match IS NULL)", name=op.f("ck_accommodations_person")),
        sa.CheckConstraint("course_key IS NULL OR activity_id IS NULL", name=op.f("ck_accommodations_reach")),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_accommodations_tenant_id_tenants")),
        sa.ForeignKeyConstraint(["context_id"], ["contexts.id"], name=op.f("fk_accommodations_context_id_contexts")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_accommodations_user_id_users")),
        sa.ForeignKeyConstraint(
            ["activity_id"], ["activities.id"], name=op.f("fk_accommodations_activity_id_activities")
        ),
        sa.ForeignKeyConstraint(["granted_by"], ["users.id"], name=op.f("fk_accommodations_granted_by_users")),
        sa.ForeignKeyConstraint(["revoked_by"], ["users.id"], name=op.f("fk_accommodations_revoked_by_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_accommodations")),
    )
    op.create_index("ix_accommodations_tenant_id_match", "accommodations", ["tenant_id", "match"])
    op.create_index(op.f("ix_accommodations_user_id"), "accommodations", ["user_id"])


def _add_adjustments() -> None:
    op.create_table(
        "adjustments",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("attempt_id", sa.Uuid(), nullable=False),
        sa.Column("change", lms_plugin.core.db.types.Json(), nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=True),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["attempt_id"], ["attempts.id"], name=op.f("fk_adjustments_attempt_id_attempts")),
        sa.ForeignKeyConstraint(["made_by"], ["users.id"], name=op.f("fk_adjustments_made_by_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_adjustments")),
    )
    op.create_index(op.f("ix_adjustments_attempt_id"), "adjustments", ["attempt_id"])
    _refuse_changes("adjustments")


def _refuse_changes(table: str) -> None:
    """What a running attempt was given is history; that of a preview is nobody's, and the purge may take it."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION refuse_change_but_previews()"
        )
        return
    is_preview = f"EXISTS (SELECT 1 FROM attempts WHERE attempts.id = OLD.attempt_id AND attempts.cycle = {PREVIEW})"
    for verb, when in (("UPDATE", ""), ("DELETE", f"WHEN NOT {is_preview} ")):
        op.execute(
            f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} {when}"
            f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
        )


def downgrade() -> None:
    op.drop_table("adjustments")
    op.drop_table("accommodations")
    op.drop_column("response_saves", "late")
    op.drop_index("ix_attempts_clock_at", "attempts")
    for column in ("submitted_by", "clock_at", "closes_at"):
        op.drop_column("attempts", column)
