"""What a link opens may be chosen here or copied with its course; standings; notices; previews may be forgotten.

On SQLite every table is altered as it stands: none is made anew, so that no row that points to it is in the way.
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

STANDING = "standing IN ('learner', 'instructor', 'assistant', 'designer', 'observer', 'test')"
ORIGIN = "origin IN ('custom', 'chosen', 'copied', 'undone')"
OPEN = sa.text("state = 'open'")
PREVIEW = 1_000_000
HISTORIES = ("marks", "response_saves")


def _checked(name: str, check: str, constraint: str, default: str) -> sa.Column[str]:
    return sa.Column(
        name, sa.String(), sa.CheckConstraint(check, name=op.f(constraint)), nullable=False, server_default=default
    )


def upgrade() -> None:
    for table in ("memberships", "launch_sessions"):
        op.add_column(table, _checked("standing", STANDING, f"ck_{table}_standing", "learner"))
        op.execute(sa.text(f"UPDATE {table} SET standing = role"))
    op.add_column("resource_links", _checked("origin", ORIGIN, "ck_resource_links_origin", "custom"))
    op.add_column("resource_links", sa.Column("copied_from", sa.Uuid()))
    op.add_column("contexts", sa.Column("copied_from", sa.Uuid()))
    op.add_column("contexts", sa.Column("notices_url", sa.String()))
    _add_notices()
    _index_open_attempts("context_id", "activity_id", "user_id", "cycle")
    _refuse_deleting(but_previews=True)


def _add_notices() -> None:
    op.create_table(
        "notices_received",
        sa.Column("registration_id", sa.Uuid(), nullable=False),
        sa.Column("nonce", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["registration_id"], ["registrations.id"], name=op.f("fk_notices_received_registration_id_registrations")
        ),
        sa.PrimaryKeyConstraint("registration_id", "nonce", name=op.f("pk_notices_received")),
    )
    op.create_index(op.f("ix_notices_received_received_at"), "notices_received", ["received_at"])
    op.create_table(
        "notice_handlers",
        sa.Column("registration_id", sa.Uuid(), nullable=False),
        sa.Column("url", sa.String(), nullable=False),
        sa.Column("tried_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("subscribed_at", sa.DateTime(timezone=True)),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["registration_id"], ["registrations.id"], name=op.f("fk_notice_handlers_registration_id_registrations")
        ),
        sa.PrimaryKeyConstraint("registration_id", "url", name=op.f("pk_notice_handlers")),
    )


def _index_open_attempts(*columns: str) -> None:
    op.drop_index("uq_attempts_open", "attempts")
    op.create_index(
        "uq_attempts_open", "attempts", list(columns), unique=True, sqlite_where=OPEN, postgresql_where=OPEN
    )


def _refuse_deleting(*, but_previews: bool) -> None:
    """Answers and marks are history, but those of a preview are nobody's: the purge may take them."""
    is_preview = f"EXISTS (SELECT 1 FROM attempts WHERE attempts.id = OLD.attempt_id AND attempts.cycle = {PREVIEW})"
    on_postgresql = op.get_bind().dialect.name == "postgresql"
    if on_postgresql and but_previews:
        op.execute(
            "CREATE FUNCTION refuse_change_but_previews() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN IF TG_OP = 'DELETE' AND {is_preview} THEN RETURN OLD; END IF; "
            "RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$"
        )
    for table in HISTORIES:
        if on_postgresql:
            function = "refuse_change_but_previews" if but_previews else "refuse_change"
            op.execute(f"DROP TRIGGER {table}_append_only ON {table}")
            op.execute(
                f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} "
                f"FOR EACH ROW EXECUTE FUNCTION {function}()"
            )
        else:
            when = f"WHEN NOT {is_preview} " if but_previews else ""
            op.execute(f"DROP TRIGGER {table}_no_delete")
            op.execute(
                f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} {when}"
                f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            )
    if on_postgresql and not but_previews:
        op.execute("DROP FUNCTION refuse_change_but_previews()")


def downgrade() -> None:
    _refuse_deleting(but_previews=False)
    _index_open_attempts("context_id", "activity_id", "user_id")
    op.drop_table("notice_handlers")
    op.drop_index(op.f("ix_notices_received_received_at"), "notices_received")
    op.drop_table("notices_received")
    op.drop_column("contexts", "notices_url")
    op.drop_column("contexts", "copied_from")
    op.drop_column("resource_links", "copied_from")
    op.drop_column("resource_links", "origin")
    for table in ("launch_sessions", "memberships"):
        op.drop_column(table, "standing")
