"""first schema"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


APPEND_ONLY = ("marks", "response_saves", "sends")


def _refuse_changes(table: str) -> None:
    """What was answered, marked and sent is history: rows are added and never changed."""
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


def upgrade() -> None:
    op.create_table(
        "content_objects",
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("shown", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_content_objects")),
    )
    op.create_table(
        "courses",
        sa.Column("key", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_courses")),
    )
    op.create_table(
        "registrations",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("issuer", sa.String(), nullable=False),
        sa.Column("client_id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("auth_login_url", sa.String(), nullable=False),
        sa.Column("auth_token_url", sa.String(), nullable=False),
        sa.Column("token_audience", sa.String(), nullable=True),
        sa.Column("jwks_url", sa.String(), nullable=False),
        sa.Column("family", sa.String(), nullable=True),
        sa.Column("frame_origins", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.CheckConstraint("status IN ('active', 'disabled')", name=op.f("ck_registrations_status")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_registrations")),
        sa.UniqueConstraint("issuer", "client_id", name=op.f("uq_registrations_issuer_client_id")),
    )
    op.create_table(
        "tenants",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("timezone", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=True),
        sa.Column("status", sa.String(), nullable=False),
        sa.CheckConstraint("status IN ('active', 'suspended', 'left')", name=op.f("ck_tenants_status")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tenants")),
        sa.UniqueConstraint("name", name=op.f("uq_tenants_name")),
    )
    op.create_table(
        "tool_keys",
        sa.Column("kid", sa.String(), nullable=False),
        sa.Column("public_jwk", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("private_pem", sa.String(), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("signs_from", sa.DateTime(timezone=True), nullable=False),
        sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("kid", name=op.f("pk_tool_keys")),
    )
    op.create_table(
        "activities",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("course_key", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.CheckConstraint("kind IN ('module', 'lesson', 'quiz')", name=op.f("ck_activities_kind")),
        sa.ForeignKeyConstraint(["course_key"], ["courses.key"], name=op.f("fk_activities_course_key_courses")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_activities")),
        sa.UniqueConstraint("course_key", "kind", "key", name=op.f("uq_activities_course_key_kind_key")),
    )
    op.create_table(
        "content_keys",
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("key", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.ForeignKeyConstraint(
            ["digest"], ["content_objects.digest"], name=op.f("fk_content_keys_digest_content_objects")
        ),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_content_keys")),
    )
    op.create_table(
        "deployments",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("registration_id", sa.Uuid(), nullable=False),
        sa.Column("deployment_id", sa.String(), nullable=False),
        sa.Column("tenant_id", sa.Uuid(), nullable=True),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("idle_minutes", sa.Integer(), nullable=True),
        sa.CheckConstraint("status = 'pending' OR tenant_id IS NOT NULL", name=op.f("ck_deployments_tenant_known")),
        sa.CheckConstraint("status IN ('pending', 'active', 'disabled')", name=op.f("ck_deployments_status")),
        sa.CheckConstraint("idle_minutes BETWEEN 2 AND 480", name=op.f("ck_deployments_idle_minutes")),
        sa.ForeignKeyConstraint(
            ["registration_id"], ["registrations.id"], name=op.f("fk_deployments_registration_id_registrations")
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_deployments_tenant_id_tenants")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deployments")),
        sa.UniqueConstraint(
            "registration_id", "deployment_id", name=op.f("uq_deployments_registration_id_deployment_id")
        ),
    )
    with op.batch_alter_table("deployments", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_deployments_tenant_id"), ["tenant_id"], unique=False)

    op.create_table(
        "platform_keys",
        sa.Column("registration_id", sa.Uuid(), nullable=False),
        sa.Column("key_set", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("fetched_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("refetch_after", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["registration_id"], ["registrations.id"], name=op.f("fk_platform_keys_registration_id_registrations")
        ),
        sa.PrimaryKeyConstraint("registration_id", name=op.f("pk_platform_keys")),
    )
    op.create_table(
        "publications",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("course_key", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.CheckConstraint("number >= 1", name=op.f("ck_publications_number")),
        sa.ForeignKeyConstraint(["course_key"], ["courses.key"], name=op.f("fk_publications_course_key_courses")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_publications")),
        sa.UniqueConstraint("course_key", "number", name=op.f("uq_publications_course_key_number")),
    )
    op.create_table(
        "refusals",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("registration_id", sa.Uuid(), nullable=True),
        sa.Column("reference", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("stage", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("message_type", sa.String(), nullable=True),
        sa.Column("claim_names", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.CheckConstraint("stage IN ('login', 'launch')", name=op.f("ck_refusals_stage")),
        sa.CheckConstraint("count >= 1", name=op.f("ck_refusals_count")),
        sa.ForeignKeyConstraint(
            ["registration_id"], ["registrations.id"], name=op.f("fk_refusals_registration_id_registrations")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_refusals")),
    )
    with op.batch_alter_table("refusals", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_refusals_at"), ["at"], unique=False)
        batch_op.create_index(batch_op.f("ix_refusals_reference"), ["reference"], unique=False)
        batch_op.create_index("ix_refusals_registration_id_at", ["registration_id", "at"], unique=False)

    op.create_table(
        "users",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("registration_id", sa.Uuid(), nullable=False),
        sa.Column("sub", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=True),
        sa.Column("email", sa.String(), nullable=True),
        sa.Column("person_number", sa.String(), nullable=True),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("is_test", sa.Boolean(), nullable=False),
        sa.Column("display", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=True),
        sa.CheckConstraint("status IN ('active', 'suspended')", name=op.f("ck_users_status")),
        sa.ForeignKeyConstraint(
            ["registration_id"], ["registrations.id"], name=op.f("fk_users_registration_id_registrations")
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_users_tenant_id_tenants")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_users")),
        sa.UniqueConstraint("registration_id", "sub", name=op.f("uq_users_registration_id_sub")),
    )
    with op.batch_alter_table("users", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_users_tenant_id"), ["tenant_id"], unique=False)

    op.create_table(
        "contexts",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("deployment_pk", sa.Uuid(), nullable=False),
        sa.Column("lti_id", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["deployment_pk"], ["deployments.id"], name=op.f("fk_contexts_deployment_pk_deployments")
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_contexts_tenant_id_tenants")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contexts")),
        sa.UniqueConstraint("deployment_pk", "lti_id", name=op.f("uq_contexts_deployment_pk_lti_id")),
    )
    with op.batch_alter_table("contexts", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_contexts_tenant_id"), ["tenant_id"], unique=False)

    op.create_table(
        "offers",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("course_key", sa.String(), nullable=False),
        sa.Column("publication_id", sa.Uuid(), nullable=True),
        sa.Column("slots", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.CheckConstraint("state IN ('open', 'closed')", name=op.f("ck_offers_state")),
        sa.ForeignKeyConstraint(["course_key"], ["courses.key"], name=op.f("fk_offers_course_key_courses")),
        sa.ForeignKeyConstraint(
            ["publication_id"], ["publications.id"], name=op.f("fk_offers_publication_id_publications")
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_offers_tenant_id_tenants")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_offers")),
        sa.UniqueConstraint("tenant_id", "course_key", name=op.f("uq_offers_tenant_id_course_key")),
    )
    op.create_table(
        "publication_entries",
        sa.Column("publication_id", sa.Uuid(), nullable=False),
        sa.Column("path", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["digest"], ["content_objects.digest"], name=op.f("fk_publication_entries_digest_content_objects")
        ),
        sa.ForeignKeyConstraint(
            ["publication_id"], ["publications.id"], name=op.f("fk_publication_entries_publication_id_publications")
        ),
        sa.PrimaryKeyConstraint("publication_id", "path", name=op.f("pk_publication_entries")),
    )
    with op.batch_alter_table("publication_entries", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_publication_entries_digest"), ["digest"], unique=False)

    op.create_table(
        "attempts",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("context_id", sa.Uuid(), nullable=False),
        sa.Column("activity_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("cycle", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("publication_id", sa.Uuid(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("policy", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("paper", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("earned_num", sa.BigInteger(), nullable=True),
        sa.Column("earned_den", sa.BigInteger(), nullable=True),
        sa.Column("possible_num", sa.BigInteger(), nullable=True),
        sa.Column("possible_den", sa.BigInteger(), nullable=True),
        sa.Column("score_ppm", sa.Integer(), nullable=True),
        sa.Column("passed", sa.Boolean(), nullable=True),
        sa.CheckConstraint(
            "state IN ('open', 'submitted', 'awaiting', 'marked', 'voided')", name=op.f("ck_attempts_state")
        ),
        sa.CheckConstraint(
            "state IN ('open', 'voided') OR submitted_at IS NOT NULL", name=op.f("ck_attempts_submitted")
        ),
        sa.CheckConstraint("number >= 1 AND cycle >= 1", name=op.f("ck_attempts_number")),
        sa.CheckConstraint("score_ppm BETWEEN 0 AND 1000000", name=op.f("ck_attempts_score")),
        sa.ForeignKeyConstraint(["activity_id"], ["activities.id"], name=op.f("fk_attempts_activity_id_activities")),
        sa.ForeignKeyConstraint(["context_id"], ["contexts.id"], name=op.f("fk_attempts_context_id_contexts")),
        sa.ForeignKeyConstraint(
            ["publication_id"], ["publications.id"], name=op.f("fk_attempts_publication_id_publications")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_attempts_user_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attempts")),
        sa.UniqueConstraint("context_id", "activity_id", "user_id", "cycle", "number", name="uq_attempts_number"),
    )
    with op.batch_alter_table("attempts", schema=None) as batch_op:
        batch_op.create_index(
            "uq_attempts_open",
            ["context_id", "activity_id", "user_id"],
            unique=True,
            postgresql_where=sa.text("state = 'open'"),
            sqlite_where=sa.text("state = 'open'"),
        )

    op.create_table(
        "memberships",
        sa.Column("context_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("seen_on", sa.Date(), nullable=False),
        sa.CheckConstraint("role IN ('learner', 'instructor')", name=op.f("ck_memberships_role")),
        sa.CheckConstraint("status IN ('active', 'inactive')", name=op.f("ck_memberships_status")),
        sa.ForeignKeyConstraint(["context_id"], ["contexts.id"], name=op.f("fk_memberships_context_id_contexts")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_memberships_user_id_users")),
        sa.PrimaryKeyConstraint("context_id", "user_id", name=op.f("pk_memberships")),
    )
    with op.batch_alter_table("memberships", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_memberships_user_id"), ["user_id"], unique=False)

    op.create_table(
        "progress",
        sa.Column("context_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("activity_id", sa.Uuid(), nullable=False),
        sa.Column("cycle", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("position", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=True),
        sa.Column("checks", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=True),
        sa.Column("publication_id", sa.Uuid(), nullable=False),
        sa.Column("completed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(state IN ('passed', 'done')) = (completed_at IS NOT NULL)", name=op.f("ck_progress_completed")
        ),
        sa.CheckConstraint(
            "state IN ('not_started', 'in_progress', 'not_passed', 'passed', 'done')", name=op.f("ck_progress_state")
        ),
        sa.CheckConstraint("cycle >= 1", name=op.f("ck_progress_cycle")),
        sa.ForeignKeyConstraint(["activity_id"], ["activities.id"], name=op.f("fk_progress_activity_id_activities")),
        sa.ForeignKeyConstraint(["context_id"], ["contexts.id"], name=op.f("fk_progress_context_id_contexts")),
        sa.ForeignKeyConstraint(
            ["publication_id"], ["publications.id"], name=op.f("fk_progress_publication_id_publications")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_progress_user_id_users")),
        sa.PrimaryKeyConstraint("context_id", "user_id", "activity_id", "cycle", name=op.f("pk_progress")),
    )
    with op.batch_alter_table("progress", schema=None) as batch_op:
        batch_op.create_index("ix_progress_matrix", ["context_id", "activity_id", "cycle", "user_id"], unique=False)

    op.create_table(
        "resource_links",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("context_id", sa.Uuid(), nullable=False),
        sa.Column("lti_id", sa.String(), nullable=False),
        sa.Column("activity_id", sa.Uuid(), nullable=True),
        sa.Column("title", sa.String(), nullable=True),
        sa.Column("custom", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("line_item_url", sa.String(), nullable=True),
        sa.Column("line_items_url", sa.String(), nullable=True),
        sa.Column("scopes", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.ForeignKeyConstraint(
            ["activity_id"], ["activities.id"], name=op.f("fk_resource_links_activity_id_activities")
        ),
        sa.ForeignKeyConstraint(["context_id"], ["contexts.id"], name=op.f("fk_resource_links_context_id_contexts")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_resource_links")),
        sa.UniqueConstraint("context_id", "lti_id", name=op.f("uq_resource_links_context_id_lti_id")),
    )
    op.create_table(
        "results",
        sa.Column("context_id", sa.Uuid(), nullable=False),
        sa.Column("activity_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("cycle", sa.Integer(), nullable=False),
        sa.Column("score_ppm", sa.Integer(), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("attempt_id", sa.Uuid(), nullable=True),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("comment", sa.String(), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("revision > 0", name=op.f("ck_results_revision")),
        sa.CheckConstraint("score_ppm BETWEEN 0 AND 1000000", name=op.f("ck_results_score_ppm")),
        sa.ForeignKeyConstraint(["activity_id"], ["activities.id"], name=op.f("fk_results_activity_id_activities")),
        sa.ForeignKeyConstraint(["context_id"], ["contexts.id"], name=op.f("fk_results_context_id_contexts")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_results_user_id_users")),
        sa.PrimaryKeyConstraint("context_id", "activity_id", "user_id", "cycle", name=op.f("pk_results")),
    )
    op.create_table(
        "launch_sessions",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("registration_id", sa.Uuid(), nullable=False),
        sa.Column("nonce", sa.String(), nullable=False),
        sa.Column("secret_hash", sa.String(), nullable=False),
        sa.Column("browser_hash", sa.String(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("context_id", sa.Uuid(), nullable=False),
        sa.Column("resource_link_id", sa.Uuid(), nullable=True),
        sa.Column("message", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("frame_origin", sa.String(), nullable=True),
        sa.Column("return_url", sa.String(), nullable=True),
        sa.Column("details", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("moved_secret_hash", sa.String(), nullable=True),
        sa.CheckConstraint("role IN ('learner', 'instructor')", name=op.f("ck_launch_sessions_role")),
        sa.ForeignKeyConstraint(["context_id"], ["contexts.id"], name=op.f("fk_launch_sessions_context_id_contexts")),
        sa.ForeignKeyConstraint(
            ["registration_id"], ["registrations.id"], name=op.f("fk_launch_sessions_registration_id_registrations")
        ),
        sa.ForeignKeyConstraint(
            ["resource_link_id"], ["resource_links.id"], name=op.f("fk_launch_sessions_resource_link_id_resource_links")
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_launch_sessions_tenant_id_tenants")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_launch_sessions_user_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_launch_sessions")),
        sa.UniqueConstraint("registration_id", "nonce", name=op.f("uq_launch_sessions_registration_id_nonce")),
    )
    with op.batch_alter_table("launch_sessions", schema=None) as batch_op:
        batch_op.create_index("ix_launch_sessions_browser_hash_opened_at", ["browser_hash", "opened_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_launch_sessions_expires_at"), ["expires_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_launch_sessions_user_id"), ["user_id"], unique=False)

    op.create_table(
        "line_items",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("deployment_pk", sa.Uuid(), nullable=False),
        sa.Column("registration_id", sa.Uuid(), nullable=False),
        sa.Column("context_id", sa.Uuid(), nullable=False),
        sa.Column("activity_id", sa.Uuid(), nullable=False),
        sa.Column("cycle", sa.Integer(), nullable=False),
        sa.Column("resource_link_id", sa.Uuid(), nullable=True),
        sa.Column("url", sa.String(), nullable=False),
        sa.Column("url_digest", sa.String(), nullable=False),
        sa.Column("origin", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.CheckConstraint("origin IN ('coupled', 'created')", name=op.f("ck_line_items_origin")),
        sa.CheckConstraint("state IN ('active', 'gone', 'no_scope')", name=op.f("ck_line_items_state")),
        sa.ForeignKeyConstraint(["activity_id"], ["activities.id"], name=op.f("fk_line_items_activity_id_activities")),
        sa.ForeignKeyConstraint(["context_id"], ["contexts.id"], name=op.f("fk_line_items_context_id_contexts")),
        sa.ForeignKeyConstraint(
            ["deployment_pk"], ["deployments.id"], name=op.f("fk_line_items_deployment_pk_deployments")
        ),
        sa.ForeignKeyConstraint(
            ["registration_id"], ["registrations.id"], name=op.f("fk_line_items_registration_id_registrations")
        ),
        sa.ForeignKeyConstraint(
            ["resource_link_id"], ["resource_links.id"], name=op.f("fk_line_items_resource_link_id_resource_links")
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_line_items_tenant_id_tenants")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_line_items")),
        sa.UniqueConstraint("deployment_pk", "url_digest", name=op.f("uq_line_items_deployment_pk_url_digest")),
    )
    with op.batch_alter_table("line_items", schema=None) as batch_op:
        batch_op.create_index("ix_line_items_activity", ["context_id", "activity_id", "cycle"], unique=False)
        batch_op.create_index(batch_op.f("ix_line_items_tenant_id"), ["tenant_id"], unique=False)

    op.create_table(
        "marks",
        sa.Column("attempt_id", sa.Uuid(), nullable=False),
        sa.Column("question_key", sa.String(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("credit_num", sa.BigInteger(), nullable=True),
        sa.Column("credit_den", sa.BigInteger(), nullable=True),
        sa.Column("points_num", sa.BigInteger(), nullable=False),
        sa.Column("points_den", sa.BigInteger(), nullable=False),
        sa.Column("factor_num", sa.BigInteger(), nullable=False),
        sa.Column("factor_den", sa.BigInteger(), nullable=False),
        sa.Column("answered", sa.Boolean(), nullable=False),
        sa.Column("parts", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("feedback", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("marked_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("(credit_num IS NULL) = (credit_den IS NULL)", name=op.f("ck_marks_credit_whole")),
        sa.CheckConstraint("credit_num BETWEEN 0 AND credit_den AND credit_den > 0", name=op.f("ck_marks_credit")),
        sa.CheckConstraint("factor_num BETWEEN 0 AND factor_den AND factor_den > 0", name=op.f("ck_marks_factor")),
        sa.CheckConstraint("points_num >= 0 AND points_den > 0", name=op.f("ck_marks_points")),
        sa.CheckConstraint("round >= 1", name=op.f("ck_marks_round")),
        sa.ForeignKeyConstraint(["attempt_id"], ["attempts.id"], name=op.f("fk_marks_attempt_id_attempts")),
        sa.PrimaryKeyConstraint("attempt_id", "question_key", "round", name=op.f("pk_marks")),
    )
    op.create_table(
        "response_saves",
        sa.Column("attempt_id", sa.Uuid(), nullable=False),
        sa.Column("save_id", sa.Uuid(), nullable=False),
        sa.Column("question_key", sa.String(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("value", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=True),
        sa.Column("is_draft", sa.Boolean(), nullable=False),
        sa.Column("flagged", sa.Boolean(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["attempt_id"], ["attempts.id"], name=op.f("fk_response_saves_attempt_id_attempts")),
        sa.PrimaryKeyConstraint("attempt_id", "save_id", name=op.f("pk_response_saves")),
    )
    op.create_table(
        "responses",
        sa.Column("attempt_id", sa.Uuid(), nullable=False),
        sa.Column("question_key", sa.String(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("value", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=True),
        sa.Column("is_draft", sa.Boolean(), nullable=False),
        sa.Column("flagged", sa.Boolean(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("revision >= 1", name=op.f("ck_responses_revision")),
        sa.ForeignKeyConstraint(["attempt_id"], ["attempts.id"], name=op.f("fk_responses_attempt_id_attempts")),
        sa.PrimaryKeyConstraint("attempt_id", "question_key", name=op.f("pk_responses")),
    )
    op.create_table(
        "deliveries",
        sa.Column("line_item_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("wanted_revision", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("lease", sa.String(), nullable=True),
        sa.Column("leased_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sending_revision", sa.Integer(), nullable=True),
        sa.Column("sending_ppm", sa.Integer(), nullable=True),
        sa.Column("sending_stamp", sa.DateTime(timezone=True), nullable=True),
        sa.Column("accepted_revision", sa.Integer(), nullable=False),
        sa.Column("accepted_ppm", sa.Integer(), nullable=True),
        sa.Column("last_stamp", sa.DateTime(timezone=True), nullable=True),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "state IN ('due', 'accepted', 'confirmed', 'parked', 'overridden', 'withheld')",
            name=op.f("ck_deliveries_state"),
        ),
        sa.CheckConstraint("accepted_revision <= wanted_revision", name=op.f("ck_deliveries_accepted")),
        sa.ForeignKeyConstraint(
            ["line_item_id"], ["line_items.id"], name=op.f("fk_deliveries_line_item_id_line_items")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_deliveries_user_id_users")),
        sa.PrimaryKeyConstraint("line_item_id", "user_id", name=op.f("pk_deliveries")),
    )
    with op.batch_alter_table("deliveries", schema=None) as batch_op:
        batch_op.create_index(
            "ix_deliveries_due",
            ["due_at"],
            unique=False,
            sqlite_where=sa.text("state = 'due'"),
            postgresql_where=sa.text("state = 'due'"),
        )
        batch_op.create_index(batch_op.f("ix_deliveries_user_id"), ["user_id"], unique=False)

    op.create_table(
        "handovers",
        sa.Column("secret_hash", sa.String(), nullable=False),
        sa.Column("launch_id", sa.String(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["launch_id"], ["launch_sessions.id"], name=op.f("fk_handovers_launch_id_launch_sessions")
        ),
        sa.PrimaryKeyConstraint("secret_hash", name=op.f("pk_handovers")),
    )
    with op.batch_alter_table("handovers", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_handovers_launch_id"), ["launch_id"], unique=False)

    op.create_table(
        "sends",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("line_item_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("stamp", sa.DateTime(timezone=True), nullable=False),
        sa.Column("score_ppm", sa.Integer(), nullable=True),
        sa.Column("http_status", sa.Integer(), nullable=True),
        sa.Column("answer", sa.String(), nullable=True),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["line_item_id"], ["line_items.id"], name=op.f("fk_sends_line_item_id_line_items")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_sends_user_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sends")),
    )
    with op.batch_alter_table("sends", schema=None) as batch_op:
        batch_op.create_index("ix_sends_delivery", ["line_item_id", "user_id", "at"], unique=False)

    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$"
        )
    for table in APPEND_ONLY:
        _refuse_changes(table)


def downgrade() -> None:
    with op.batch_alter_table("sends", schema=None) as batch_op:
        batch_op.drop_index("ix_sends_delivery")

    op.drop_table("sends")
    with op.batch_alter_table("handovers", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_handovers_launch_id"))

    op.drop_table("handovers")
    with op.batch_alter_table("deliveries", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_deliveries_user_id"))
        batch_op.drop_index(
            "ix_deliveries_due", sqlite_where=sa.text("state = 'due'"), postgresql_where=sa.text("state = 'due'")
        )

    op.drop_table("deliveries")
    op.drop_table("responses")
    op.drop_table("response_saves")
    op.drop_table("marks")
    with op.batch_alter_table("line_items", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_line_items_tenant_id"))
        batch_op.drop_index("ix_line_items_activity")

    op.drop_table("line_items")
    with op.batch_alter_table("launch_sessions", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_launch_sessions_user_id"))
        batch_op.drop_index(batch_op.f("ix_launch_sessions_expires_at"))
        batch_op.drop_index("ix_launch_sessions_browser_hash_opened_at")

    op.drop_table("launch_sessions")
    op.drop_table("results")
    op.drop_table("resource_links")
    with op.batch_alter_table("progress", schema=None) as batch_op:
        batch_op.drop_index("ix_progress_matrix")

    op.drop_table("progress")
    with op.batch_alter_table("memberships", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_memberships_user_id"))

    op.drop_table("memberships")
    with op.batch_alter_table("attempts", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_attempts_open", postgresql_where=sa.text("state = 'open'"), sqlite_where=sa.text("state = 'open'")
        )

    op.drop_table("attempts")
    with op.batch_alter_table("publication_entries", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_publication_entries_digest"))

    op.drop_table("publication_entries")
    op.drop_table("offers")
    with op.batch_alter_table("contexts", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_contexts_tenant_id"))

    op.drop_table("contexts")
    with op.batch_alter_table("users", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_users_tenant_id"))

    op.drop_table("users")
    with op.batch_alter_table("refusals", schema=None) as batch_op:
        batch_op.drop_index("ix_refusals_registration_id_at")
        batch_op.drop_index(batch_op.f("ix_refusals_reference"))
        batch_op.drop_index(batch_op.f("ix_refusals_at"))

    op.drop_table("refusals")
    op.drop_table("publications")
    op.drop_table("platform_keys")
    with op.batch_alter_table("deployments", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_deployments_tenant_id"))

    op.drop_table("deployments")
    op.drop_table("content_keys")
    op.drop_table("activities")
    op.drop_table("tool_keys")
    op.drop_table("tenants")
    op.drop_table("registrations")
    op.drop_table("courses")
    op.drop_table("content_objects")

    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION refuse_change()")
