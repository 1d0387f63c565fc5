"""Regrades of a question, and by which rule and which of them a mark was given."""

import sqlalchemy as sa
from alembic import op

import lms_plugin.core.db.types

revision = "0018"
down_revision = "0016"
branch_labels = None
depends_on = None

MOMENT = lms_plugin.core.db.types.UtcDateTime(timezone=True)
RULES = "('remark', 'either_key', 'credit_all', 'drop')"


def upgrade() -> None:
    op.create_table(
        "regrades",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("course_key", sa.String(), nullable=False),
        sa.Column("question_key", sa.String(), nullable=False),
        sa.Column("rule", sa.String(), nullable=False),
        sa.Column("never_lower", sa.Boolean(), nullable=False),
        sa.Column("scope", lms_plugin.core.db.types.Json(), nullable=False),
        sa.Column("figures", lms_plugin.core.db.types.Json(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("undone_by", sa.Uuid(), nullable=True),
        sa.Column("undone_at", MOMENT, nullable=True),
        sa.CheckConstraint(f"rule IN {RULES}", name=op.f("ck_regrades_rule")),
        sa.CheckConstraint("(undone_by IS NULL) = (undone_at IS NULL)", name=op.f("ck_regrades_undone")),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_regrades_tenant_id_tenants")),
        sa.ForeignKeyConstraint(["course_key"], ["courses.key"], name=op.f("fk_regrades_course_key_courses")),
        sa.ForeignKeyConstraint(["made_by"], ["users.id"], name=op.f("fk_regrades_made_by_users")),
        sa.ForeignKeyConstraint(["undone_by"], ["users.id"], name=op.f("fk_regrades_undone_by_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_regrades")),
        sa.UniqueConstraint("tenant_id", "digest", name="uq_regrades_tenant_id"),
    )
    op.create_index("ix_regrades_tenant_id_course_key", "regrades", ["tenant_id", "course_key"])
    # In place: a table made anew would lose its triggers.
    op.execute(f"ALTER TABLE marks ADD COLUMN ruling VARCHAR CONSTRAINT ck_marks_ruling CHECK (ruling IN {RULES})")
    op.add_column("marks", sa.Column("regrade_id", sa.Uuid(), nullable=True))


def downgrade() -> None:
    op.drop_column("marks", "regrade_id")
    op.execute("ALTER TABLE marks DROP COLUMN ruling")
    op.drop_table("regrades")
