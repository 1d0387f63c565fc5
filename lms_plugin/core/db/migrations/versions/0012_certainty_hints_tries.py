"""How sure somebody was of an answer; hints that were taken and answers that were checked, question by question."""

import sqlalchemy as sa
from alembic import op

import lms_plugin.core.db.types

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

MOMENT = lms_plugin.core.db.types.UtcDateTime(timezone=True)
APPEND_ONLY = ("hints_taken", "question_tries")
ANSWERED = ("responses", "response_saves", "marks")
PREVIEW = "EXISTS (SELECT 1 FROM attempts WHERE attempts.id = OLD.attempt_id AND attempts.cycle = 1000000)"


def _refuse_changes(table: str) -> None:
    """History, but for previews; the function is 0006's."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION refuse_change_but_previews()"
        )
        return
    for verb, when in (("UPDATE", ""), ("DELETE", f"WHEN NOT {PREVIEW} ")):
        op.execute(
            f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} {when}"
            f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
        )


def upgrade() -> None:
    for table in ANSWERED:  # in place: a table made anew would lose its triggers
        op.execute(
            f"ALTER TABLE {table} ADD COLUMN certainty VARCHAR "
            f"CONSTRAINT ck_{table}_certainty CHECK (certainty IN ('low', 'mid', 'high'))"
        )
    op.create_table(
        "hints_taken",
        sa.Column("attempt_id", sa.Uuid(), nullable=False),
        sa.Column("question_key", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("taken_at", MOMENT, nullable=False),
        sa.CheckConstraint("number >= 1", name=op.f("ck_hints_taken_number")),
        sa.ForeignKeyConstraint(["attempt_id"], ["attempts.id"], name=op.f("fk_hints_taken_attempt_id_attempts")),
        sa.PrimaryKeyConstraint("attempt_id", "question_key", "number", name=op.f("pk_hints_taken")),
    )
    op.create_table(
        "question_tries",
        sa.Column("attempt_id", sa.Uuid(), nullable=False),
        sa.Column("question_key", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("value", lms_plugin.core.db.types.Json(), nullable=False),
        sa.Column("certainty", sa.String(), nullable=True),
        sa.Column("credit_num", sa.BigInteger(), nullable=False),
        sa.Column("credit_den", sa.BigInteger(), nullable=False),
        sa.Column("factor_num", sa.BigInteger(), nullable=False),
        sa.Column("factor_den", sa.BigInteger(), nullable=False),
        sa.Column("hints", sa.Integer(), nullable=False),
        sa.Column("tried_at", MOMENT, nullable=False),
        sa.CheckConstraint("number >= 1 AND hints >= 0", name=op.f("ck_question_tries_number")),
        sa.CheckConstraint("certainty IN ('low', 'mid', 'high')", name=op.f("ck_question_tries_certainty")),
        sa.CheckConstraint(
            "credit_num BETWEEN 0 AND credit_den AND credit_den > 0", name=op.f("ck_question_tries_credit")
        ),
        sa.CheckConstraint(
            "factor_num BETWEEN 0 AND factor_den AND factor_den > 0", name=op.f("ck_question_tries_factor")
        ),
        sa.ForeignKeyConstraint(["attempt_id"], ["attempts.id"], name=op.f("fk_question_tries_attempt_id_attempts")),
        sa.PrimaryKeyConstraint("attempt_id", "question_key", "number", name=op.f("pk_question_tries")),
    )
    for table in APPEND_ONLY:
        _refuse_changes(table)


def downgrade() -> None:
    for table in APPEND_ONLY:
        op.drop_table(table)
    for table in ANSWERED:
        op.execute(f"ALTER TABLE {table} DROP COLUMN certainty")
