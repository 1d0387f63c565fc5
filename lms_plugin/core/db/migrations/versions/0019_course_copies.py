"""Which of a hospital's own courses are copies, and of what."""

import sqlalchemy as sa
from alembic import op

import lms_plugin.core.db.types

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

MOMENT = lms_plugin.core.db.types.UtcDateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "course_copies",
        sa.Column("course_key", sa.String(), nullable=False),
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("source_key", sa.String(), nullable=False),
        sa.Column("publication_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["course_key"], ["courses.key"], name=op.f("fk_course_copies_course_key_courses")),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_course_copies_tenant_id_tenants")),
        sa.ForeignKeyConstraint(["source_key"], ["courses.key"], name=op.f("fk_course_copies_source_key_courses")),
        sa.ForeignKeyConstraint(
            ["publication_id"], ["publications.id"], name=op.f("fk_course_copies_publication_id_publications")
        ),
        sa.ForeignKeyConstraint(["made_by"], ["users.id"], name=op.f("fk_course_copies_made_by_users")),
        sa.PrimaryKeyConstraint("course_key", name=op.f("pk_course_copies")),
        sa.UniqueConstraint("tenant_id", "source_key", "name", name=op.f("uq_course_copies_tenant_id_source_key_name")),
    )


def downgrade() -> None:
    op.drop_table("course_copies")
