"""The database: the SQLAlchemy object, column types, ids, transactions and migrations."""
