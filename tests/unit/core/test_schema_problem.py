"""Whether the database fits the code."""

from pathlib import Path

from flask import Flask
from sqlalchemy import create_engine, text
from sqlalchemy.pool import NullPool

from lms_plugin.core.db.base import db
from lms_plugin.core.db.schema import schema_problem


def put_revision(revision: str) -> None:
    with db.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = :revision"), {"revision": revision})


def test_today_s_schema(app: Flask) -> None:
    assert schema_problem(db.engine) is None


def test_an_empty_database(tmp_path: Path) -> None:
    engine = create_engine(f"sqlite:///{tmp_path / 'empty.sqlite'}", poolclass=NullPool)
    assert schema_problem(engine) == "the database is empty; run: lms-plugin db upgrade"


def test_a_database_that_does_not_answer(tmp_path: Path) -> None:
    for url in (f"sqlite:///{tmp_path / 'no' / 'such' / 'folder.sqlite'}", "postgresql+psycopg://x@127.0.0.1:1/none"):
        problem = schema_problem(create_engine(url, poolclass=NullPool))
        assert problem is not None
        assert problem.startswith("the database does not answer")
        assert "127.0.0.1" not in problem


def test_a_newer_schema_is_fine(app: Flask) -> None:
    """While a new release is rolled out, the old one still answers."""
    put_revision("9999_of_a_later_release")
    assert schema_problem(db.engine) is None
