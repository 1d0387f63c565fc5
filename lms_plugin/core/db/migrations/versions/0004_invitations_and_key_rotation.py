"""Invitations, registrations that wait for approval, and keys whose private half goes when they retire."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    with op.batch_alter_table("registrations") as table:
        table.drop_constraint(table.f("ck_registrations_status"), type_="check")
        table.create_check_constraint(table.f("ck_registrations_status"), "status IN ('pending', 'active', 'disabled')")
        table.add_column(sa.Column("version", sa.String(), nullable=True))
        table.add_column(sa.Column("tenant_id", sa.Uuid(), nullable=True))
        table.add_column(sa.Column("accept_new_deployments", sa.Boolean(), nullable=False, server_default=sa.false()))
        table.add_column(sa.Column("scopes_asked", JSON, nullable=True))
        table.add_column(sa.Column("scopes_granted", JSON, nullable=True))
        table.add_column(sa.Column("unusual", JSON, nullable=False, server_default="[]"))
        table.add_column(sa.Column("registered_at", sa.DateTime(timezone=True), nullable=True))
        table.create_foreign_key(table.f("fk_registrations_tenant_id_tenants"), "tenants", ["tenant_id"], ["id"])
        table.create_check_constraint(
            table.f("ck_registrations_accepts_for"), "NOT accept_new_deployments OR tenant_id IS NOT NULL"
        )
        table.create_index(table.f("ix_registrations_tenant_id"), ["tenant_id"])
    with op.batch_alter_table("tool_keys") as table:
        table.alter_column("private_pem", existing_type=sa.String(), nullable=True)
    # A key may have been retired by hand before; its private half goes now.
    op.execute("UPDATE tool_keys SET private_pem = NULL WHERE retired_at IS NOT NULL")
    with op.batch_alter_table("tool_keys") as table:
        table.create_check_constraint(
            table.f("ck_tool_keys_private_until_retired"), "(retired_at IS NULL) = (private_pem IS NOT NULL)"
        )
    _make_invitations()


def _make_invitations() -> None:
    op.create_table(
        "invitations",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("secret_hash", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=True),
        sa.Column("tenant_id", sa.Uuid(), nullable=True),
        sa.Column("updates_id", sa.Uuid(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("claimed_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("registration_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint("(used_at IS NULL) = (registration_id IS NULL)", name=op.f("ck_invitations_used_for")),
        sa.CheckConstraint(
            "used_at IS NULL OR withdrawn_at IS NULL", name=op.f("ck_invitations_used_or_withdrawn")
        ),
        sa.ForeignKeyConstraint(
            ["registration_id"], ["registrations.id"], name=op.f("fk_invitations_registration_id_registrations")
        ),
        sa.ForeignKeyConstraint(
            ["updates_id"], ["registrations.id"], name=op.f("fk_invitations_updates_id_registrations")
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_invitations_tenant_id_tenants")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitations")),
        sa.UniqueConstraint("secret_hash", name=op.f("uq_invitations_secret_hash")),
    )
    for column in ("tenant_id", "updates_id", "registration_id"):
        op.create_index(op.f(f"ix_invitations_{column}"), "invitations", [column])


def downgrade() -> None:
    op.drop_table("invitations")
    with op.batch_alter_table("tool_keys") as table:
        table.drop_constraint(table.f("ck_tool_keys_private_until_retired"), type_="check")
    op.execute("DELETE FROM tool_keys WHERE private_pem IS NULL")
    with op.batch_alter_table("tool_keys") as table:
        table.alter_column("private_pem", existing_type=sa.String(), nullable=False)
    op.execute("UPDATE registrations SET status = 'disabled' WHERE status = 'pending'")
    with op.batch_alter_table("registrations") as table:
        table.drop_index(table.f("ix_registrations_tenant_id"))
        table.drop_constraint(table.f("ck_registrations_accepts_for"), type_="check")
        table.drop_constraint(table.f("fk_registrations_tenant_id_tenants"), type_="foreignkey")
        for column in (
            *("version", "tenant_id", "accept_new_deployments"),
            *("scopes_asked", "scopes_granted", "unusual", "registered_at"),
        ):
            table.drop_column(column)
        table.drop_constraint(table.f("ck_registrations_status"), type_="check")
        table.create_check_constraint(table.f("ck_registrations_status"), "status IN ('active', 'disabled')")
