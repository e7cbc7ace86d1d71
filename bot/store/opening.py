"""Opens the database a setting names."""

from __future__ import annotations

from bot.store.database import Database
from bot.store.sqlite import SqliteDatabase


def open_database(address: str) -> Database:
    """SQLite for a path, PostgreSQL for `postgresql://…`; psycopg is imported only then."""
    if address.startswith(("postgresql://", "postgres://")):
        from bot.store.postgres import PostgresDatabase

        return PostgresDatabase(address)
    return SqliteDatabase(address)
