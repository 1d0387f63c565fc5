"""Files sent for a colleague's check, who changed a file since it was published, and where two people must publish."""

import sqlalchemy as sa
from alembic import op

import lms_plugin.core.db.types

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

MOMENT = lms_plugin.core.db.types.UtcDateTime(timezone=True)
JSON = lms_plugin.core.db.types.Json()
WAITING = sa.text("state = 'waiting'")


def upgrade() -> None:
    op.create_table(
        "draft_reviews",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("course_key", sa.String(), nullable=False),
        sa.Column("path", sa.String(), nullable=False),
        sa.Column("paths", JSON, nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("asked_by", sa.Uuid(), nullable=False),
        sa.Column("asked_at", MOMENT, nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("comment", sa.String(), nullable=True),
        sa.Column("answered_by", sa.Uuid(), nullable=True),
        sa.Column("answered_at", MOMENT, nullable=True),
        sa.Column("publication_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "state IN ('waiting', 'published', 'returned', 'replaced')", name=op.f("ck_draft_reviews_state")
        ),
        sa.CheckConstraint(
            "(state = 'published') = (publication_id IS NOT NULL)", name=op.f("ck_draft_reviews_published")
        ),
        sa.CheckConstraint("state <> 'returned' OR comment IS NOT NULL", name=op.f("ck_draft_reviews_returned")),
        sa.CheckConstraint("answered_by <> asked_by", name=op.f("ck_draft_reviews_two_people")),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_draft_reviews_tenant_id_tenants")),
        sa.ForeignKeyConstraint(["course_key"], ["courses.key"], name=op.f("fk_draft_reviews_course_key_courses")),
        sa.ForeignKeyConstraint(["asked_by"], ["users.id"], name=op.f("fk_draft_reviews_asked_by_users")),
        sa.ForeignKeyConstraint(["answered_by"], ["users.id"], name=op.f("fk_draft_reviews_answered_by_users")),
        sa.ForeignKeyConstraint(
            ["publication_id"], ["publications.id"], name=op.f("fk_draft_reviews_publication_id_publications")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_draft_reviews")),
    )
    op.create_index(op.f("ix_draft_reviews_tenant_id"), "draft_reviews", ["tenant_id"])
    op.create_index(op.f("ix_draft_reviews_publication_id"), "draft_reviews", ["publication_id"])
    op.create_index(
        "uq_draft_reviews_waiting",
        "draft_reviews",
        ["course_key", "path"],
        unique=True,
        postgresql_where=WAITING,
        sqlite_where=WAITING,
    )
    op.add_column("drafts", sa.Column("changed_by", JSON, nullable=False, server_default="[]"))
    op.add_column("publications", sa.Column("made_by", sa.Uuid(), nullable=True))
    op.add_column("tenants", sa.Column("needs_second_person", sa.Boolean(), nullable=False, server_default=sa.false()))


def downgrade() -> None:
    op.drop_column("tenants", "needs_second_person")
    op.drop_column("publications", "made_by")
    op.drop_column("drafts", "changed_by")
    op.drop_table("draft_reviews")
