"""How often and since when an unknown deployment has knocked; one that was refused belongs to no hospital."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("deployments") as table:
        table.add_column(sa.Column("first_knock", sa.DateTime(timezone=True), nullable=True))
        table.add_column(sa.Column("last_knock", sa.DateTime(timezone=True), nullable=True))
        table.add_column(sa.Column("knocks", sa.Integer(), nullable=False, server_default="0"))
        table.drop_constraint(table.f("ck_deployments_tenant_known"), type_="check")
        table.create_check_constraint(
            table.f("ck_deployments_tenant_known"), "status <> 'active' OR tenant_id IS NOT NULL"
        )
        table.create_check_constraint(
            table.f("ck_deployments_knocks"), "(knocks = 0) = (first_knock IS NULL) AND knocks >= 0"
        )


def downgrade() -> None:
    op.execute("UPDATE deployments SET status = 'pending' WHERE tenant_id IS NULL")
    with op.batch_alter_table("deployments") as table:
        table.drop_constraint(table.f("ck_deployments_knocks"), type_="check")
        table.drop_constraint(table.f("ck_deployments_tenant_known"), type_="check")
        table.create_check_constraint(
            table.f("ck_deployments_tenant_known"), "status = 'pending' OR tenant_id IS NOT NULL"
        )
        for column in ("first_knock", "last_knock", "knocks"):
            table.drop_column(column)
