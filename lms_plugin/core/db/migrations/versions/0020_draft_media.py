"""Pictures of a hospital's own courses."""

import sqlalchemy as sa
from alembic import op

import lms_plugin.core.db.types

revision = "0020"
down_revision = "0018"
branch_labels = None
depends_on = None

MOMENT = lms_plugin.core.db.types.UtcDateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "draft_media",
        sa.Column("course_key", sa.String(), nullable=False),
        sa.Column("path", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("mime", sa.String(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("width", sa.Integer(), nullable=True),
        sa.Column("height", sa.Integer(), nullable=True),
        sa.Column("uploaded_by", sa.Uuid(), nullable=True),
        sa.Column("uploaded_at", MOMENT, nullable=False),
        sa.CheckConstraint("size > 0", name=op.f("ck_draft_media_size")),
        sa.ForeignKeyConstraint(["course_key"], ["courses.key"], name=op.f("fk_draft_media_course_key_courses")),
        sa.ForeignKeyConstraint(["uploaded_by"], ["users.id"], name=op.f("fk_draft_media_uploaded_by_users")),
        sa.PrimaryKeyConstraint("course_key", "path", name=op.f("pk_draft_media")),
    )


def downgrade() -> None:
    op.drop_table("draft_media")
