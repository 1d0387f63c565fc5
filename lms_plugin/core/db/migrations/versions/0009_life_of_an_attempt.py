"""Time limits and who ended a try, late and sure answers, marking by hand, signatures, accommodations."""

from typing import Any

import sqlalchemy as sa
from alembic import op

import lms_plugin.core.db.types

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

APPEND_ONLY = ("attestations", "adjustments")
MOMENT = lms_plugin.core.db.types.UtcDateTime(timezone=True)
JSON = lms_plugin.core.db.types.Json()


def _refuse_changes(table: str) -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
        )
        return
    for verb in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
        )


# Columns are added in place: a table that is made anew on SQLite would lose its triggers.
COLUMNS: tuple[tuple[str, sa.Column[Any]], ...] = (
    ("attempts", sa.Column("closes_at", MOMENT, nullable=True)),
    ("attempts", sa.Column("handed_in_by", sa.String(), nullable=True)),
    ("attempts", sa.Column("reached", sa.Integer(), nullable=True)),
    ("responses", sa.Column("certainty", sa.String(), nullable=True)),
    ("response_saves", sa.Column("certainty", sa.String(), nullable=True)),
    ("response_saves", sa.Column("is_late", sa.Boolean(), nullable=False, server_default=sa.false())),
    ("marks", sa.Column("marker_id", sa.Uuid(), nullable=True)),
    ("marks", sa.Column("chosen", JSON, nullable=True)),
    ("marks", sa.Column("comment", sa.String(), nullable=True)),
    ("marks", sa.Column("reason", sa.String(), nullable=True)),
)


def upgrade() -> None:
    for table, column in COLUMNS:
        op.add_column(table, column)
    where = sa.text("state = 'open' AND closes_at IS NOT NULL")
    op.create_index(
        "ix_attempts_closes_at", "attempts", ["closes_at"], postgresql_where=where, sqlite_where=where
    )
    waiting = sa.text("state = 'awaiting'")
    op.create_index(
        "ix_attempts_awaiting", "attempts", ["context_id"], postgresql_where=waiting, sqlite_where=waiting
    )
    op.create_table(
        "attestations",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("context_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("activity_id", sa.Uuid(), nullable=False),
        sa.Column("cycle", sa.Integer(), nullable=False),
        sa.Column("attempt_id", sa.Uuid(), nullable=False),
        sa.Column("question_key", sa.String(), nullable=False),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column("publication_id", sa.Uuid(), nullable=False),
        sa.Column("printed_name", sa.String(), nullable=False),
        sa.Column("meaning", sa.String(), nullable=False),
        sa.Column("text_digest", sa.String(), nullable=False),
        sa.Column("signed_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_attestations_tenant_id_tenants")),
        sa.ForeignKeyConstraint(["context_id"], ["contexts.id"], name=op.f("fk_attestations_context_id_contexts")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_attestations_user_id_users")),
        sa.ForeignKeyConstraint(
            ["activity_id"], ["activities.id"], name=op.f("fk_attestations_activity_id_activities")
        ),
        sa.ForeignKeyConstraint(["attempt_id"], ["attempts.id"], name=op.f("fk_attestations_attempt_id_attempts")),
        sa.ForeignKeyConstraint(
            ["publication_id"], ["publications.id"], name=op.f("fk_attestations_publication_id_publications")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attestations")),
        sa.UniqueConstraint("attempt_id", "question_key", name="uq_attestations_attempt_id"),
    )
    op.create_index("ix_attestations_user_id", "attestations", ["user_id"])
    op.create_table(
        "accommodations",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=True),
        sa.Column("match", sa.String(), nullable=True),
        sa.Column("context_id", sa.Uuid(), nullable=True),
        sa.Column("activity_id", sa.Uuid(), nullable=True),
        sa.Column("change", JSON, nullable=False),
        sa.Column("granted_by", sa.Uuid(), nullable=True),
        sa.Column("granted_at", MOMENT, nullable=False),
        sa.Column("revoked_at", MOMENT, nullable=True),
        sa.CheckConstraint("(user_id IS NULL) <> (match IS NULL)", name=op.f("ck_accommodations_whose")),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_accommodations_tenant_id_tenants")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_accommodations_user_id_users")),
        sa.ForeignKeyConstraint(["context_id"], ["contexts.id"], name=op.f("fk_accommodations_context_id_contexts")),
        sa.ForeignKeyConstraint(
            ["activity_id"], ["activities.id"], name=op.f("fk_accommodations_activity_id_activities")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_accommodations")),
    )
    op.create_index("ix_accommodations_user_id", "accommodations", ["user_id"])
    op.create_index("ix_accommodations_tenant_id_match", "accommodations", ["tenant_id", "match"])
    op.create_index("ix_accommodations_context_id", "accommodations", ["context_id"])
    op.create_table(
        "adjustments",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("attempt_id", sa.Uuid(), nullable=False),
        sa.Column("change", JSON, nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=True),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["attempt_id"], ["attempts.id"], name=op.f("fk_adjustments_attempt_id_attempts")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_adjustments")),
    )
    op.create_index("ix_adjustments_attempt_id", "adjustments", ["attempt_id"])
    for table in APPEND_ONLY:
        _refuse_changes(table)


def downgrade() -> None:
    for table in ("adjustments", "accommodations", "attestations"):
        op.drop_table(table)
    op.drop_index("ix_attempts_awaiting", table_name="attempts")
    op.drop_index("ix_attempts_closes_at", table_name="attempts")
    for table, column in reversed(COLUMNS):
        op.drop_column(table, column.name)
