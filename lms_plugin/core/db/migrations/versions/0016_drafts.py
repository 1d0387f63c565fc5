"""Courses of a hospital's own: whose they are, their files as text, what was done to these, what was published."""

import sqlalchemy as sa
from alembic import op

import lms_plugin.core.db.types

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

MOMENT = lms_plugin.core.db.types.UtcDateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "own_courses",
        sa.Column("course_key", sa.String(), nullable=False),
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["course_key"], ["courses.key"], name=op.f("fk_own_courses_course_key_courses")),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_own_courses_tenant_id_tenants")),
        sa.PrimaryKeyConstraint("course_key", name=op.f("pk_own_courses")),
    )
    op.create_index(op.f("ix_own_courses_tenant_id"), "own_courses", ["tenant_id"])
    op.create_table(
        "drafts",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("course_key", sa.String(), nullable=False),
        sa.Column("path", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("edited_by", sa.Uuid(), nullable=True),
        sa.Column("edited_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_drafts_tenant_id_tenants")),
        sa.ForeignKeyConstraint(["course_key"], ["courses.key"], name=op.f("fk_drafts_course_key_courses")),
        sa.ForeignKeyConstraint(["edited_by"], ["users.id"], name=op.f("fk_drafts_edited_by_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_drafts")),
        sa.UniqueConstraint("course_key", "path", name=op.f("uq_drafts_course_key_path")),
    )
    op.create_index(op.f("ix_drafts_tenant_id"), "drafts", ["tenant_id"])
    op.create_table(
        "draft_acts",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("draft_id", sa.Uuid(), nullable=False),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("text_before", sa.String(), nullable=False),
        sa.Column("digest_after", sa.String(), nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=True),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["draft_id"], ["drafts.id"], name=op.f("fk_draft_acts_draft_id_drafts"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["made_by"], ["users.id"], name=op.f("fk_draft_acts_made_by_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_draft_acts")),
    )
    op.create_index(op.f("ix_draft_acts_draft_id"), "draft_acts", ["draft_id"])
    op.create_table(
        "published_texts",
        sa.Column("publication_id", sa.Uuid(), nullable=False),
        sa.Column("path", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["publication_id"], ["publications.id"], name=op.f("fk_published_texts_publication_id_publications")
        ),
        sa.PrimaryKeyConstraint("publication_id", "path", name=op.f("pk_published_texts")),
    )


def downgrade() -> None:
    op.drop_table("published_texts")
    op.drop_table("draft_acts")
    op.drop_table("drafts")
    op.drop_table("own_courses")
