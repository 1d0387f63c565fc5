"""Rosters: the platform's lists of people, due work as rows, and the hospital's own lists of units."""

import sqlalchemy as sa
from alembic import op

import lms_plugin.core.db.types

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

MOMENT = lms_plugin.core.db.types.UtcDateTime(timezone=True)
STATES = "roster_state IN ('listed', 'refused', 'failing', 'held')"


def upgrade() -> None:
    with op.batch_alter_table("contexts") as table:
        table.add_column(sa.Column("members_url", sa.String(), nullable=True))
        table.add_column(sa.Column("synced_at", MOMENT, nullable=True))
        table.add_column(sa.Column("roster_at", MOMENT, nullable=True))
        table.add_column(sa.Column("roster_state", sa.String(), nullable=True))
        table.create_check_constraint(table.f("ck_contexts_roster_state"), STATES)
    with op.batch_alter_table("memberships") as table:
        table.alter_column("seen_on", existing_type=sa.Date(), nullable=True)
        table.add_column(sa.Column("arrived_at", MOMENT, nullable=True))
        table.add_column(sa.Column("listed_at", MOMENT, nullable=True))
    op.create_table(
        "jobs",
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("due_at", MOMENT, nullable=False),
        sa.Column("asked_at", MOMENT, nullable=False),
        sa.Column("lease", sa.String(), nullable=True),
        sa.Column("leased_until", MOMENT, nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("checkpoint", lms_plugin.core.db.types.Json(), nullable=True),
        sa.CheckConstraint("tries >= 0", name=op.f("ck_jobs_tries")),
        sa.CheckConstraint("(lease IS NULL) = (leased_until IS NULL)", name=op.f("ck_jobs_lease")),
        sa.PrimaryKeyConstraint("kind", "subject", name=op.f("pk_jobs")),
    )
    op.create_index("ix_jobs_due_at", "jobs", ["due_at"])
    op.create_table(
        "fact_uploads",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("context_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("file_name", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("all_or_nothing", sa.Boolean(), nullable=False),
        sa.Column("rows", lms_plugin.core.db.types.Json(), nullable=False),
        sa.Column("before", lms_plugin.core.db.types.Json(), nullable=True),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("applied_at", MOMENT, nullable=True),
        sa.CheckConstraint(
            "state IN ('preview', 'applied', 'undone', 'dropped')", name=op.f("ck_fact_uploads_state")
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_fact_uploads_tenant_id_tenants")),
        sa.ForeignKeyConstraint(["context_id"], ["contexts.id"], name=op.f("fk_fact_uploads_context_id_contexts")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_fact_uploads_user_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fact_uploads")),
    )
    op.create_index("ix_fact_uploads_tenant_id_made_at", "fact_uploads", ["tenant_id", "made_at"])
    op.create_table(
        "people_facts",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("match", sa.String(), nullable=False),
        sa.Column("unit", sa.String(), nullable=True),
        sa.Column("job_role", sa.String(), nullable=True),
        sa.Column("manager", sa.String(), nullable=True),
        sa.Column("hired_on", sa.Date(), nullable=True),
        sa.Column("source", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_people_facts_tenant_id_tenants")),
        sa.ForeignKeyConstraint(["source"], ["fact_uploads.id"], name=op.f("fk_people_facts_source_fact_uploads")),
        sa.PrimaryKeyConstraint("tenant_id", "match", name=op.f("pk_people_facts")),
    )


def downgrade() -> None:
    op.drop_table("people_facts")
    op.drop_index("ix_fact_uploads_tenant_id_made_at", table_name="fact_uploads")
    op.drop_table("fact_uploads")
    op.drop_index("ix_jobs_due_at", table_name="jobs")
    op.drop_table("jobs")
    # Who was on a list and never launched is not known to the schema before.
    op.execute("DELETE FROM memberships WHERE seen_on IS NULL")
    with op.batch_alter_table("memberships") as table:
        table.drop_column("listed_at")
        table.drop_column("arrived_at")
        table.alter_column("seen_on", existing_type=sa.Date(), nullable=False)
    with op.batch_alter_table("contexts") as table:
        table.drop_constraint(table.f("ck_contexts_roster_state"), type_="check")
        table.drop_column("roster_state")
        table.drop_column("roster_at")
        table.drop_column("synced_at")
        table.drop_column("members_url")
