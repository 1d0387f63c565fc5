"""Whether the database has the schema that this code was written for."""

from pathlib import Path

from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

MIGRATIONS = Path(__file__).parent / "migrations"


def schema_problem(engine: Engine) -> str | None:
    """None when the database answers and is at this code's schema or a newer one; else what is wrong, in one line.

    A newer schema is fine: migrations only add in one release and remove in a later one, so that a rolling
    deployment loses nothing.
    """
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    script = ScriptDirectory.from_config(config)
    try:
        with engine.connect() as connection:
            current = MigrationContext.configure(connection).get_current_revision()
    except SQLAlchemyError as error:
        return f"the database does not answer ({type(error).__name__})"
    if current is None:
        return "the database is empty; run: lms-plugin db upgrade"
    known = {revision.revision for revision in script.walk_revisions()}
    if current in known and current != script.get_current_head():
        return f"the database is at {current}, this code needs {script.get_current_head()}; run: lms-plugin db upgrade"
    return None
