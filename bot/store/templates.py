"""Copies of a whole PostgreSQL database, made by the server itself: for simulations, never for customers."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg import sql

from bot.store.database import Database
from bot.store.postgres import PostgresDatabase


class PostgresTemplate:
    """One database to copy on a server; copies are dropped when they are closed."""

    def __init__(self, address: str) -> None:
        self._address = address
        self._name = f"uptake_simulated_{os.getpid()}"
        self._numbers = count()
        self._run("drop database if exists {}", self._name)
        self._run("create database {}", self._name)

    @contextmanager
    def opened(self) -> Iterator[Database]:
        """The template itself, to be filled; nobody may be connected to it when it is copied."""
        master = PostgresDatabase(_named(self._address, self._name), connections=2)
        try:
            yield master
        finally:
            master.close()

    def copy(self) -> Database:
        """A new copy of the template."""
        return self._copy(self._name)

    def copy_of(self, database: Database) -> Database:
        """A copy of a copy in use: its connections are closed for the moment that takes."""
        if not isinstance(database, _Copy):
            raise TypeError("only copies are copied")
        with database.let_go():
            return self._copy(database.name)

    def _copy(self, source: str) -> Database:
        name = f"{self._name}_{next(self._numbers)}"
        self._run("drop database if exists {}", name)
        self._run("create database {} template {}", name, source)
        return _Copy(self, name, _named(self._address, name))

    def _run(self, text: str, *names: str) -> None:
        statement = sql.SQL(text).format(*map(sql.Identifier, names))
        with psycopg.connect(self._address, autocommit=True) as connection:
            connection.execute(statement)

    def drop(self, name: str) -> None:
        """Removes a copy."""
        self._run("drop database if exists {} with (force)", name)


class _Copy(PostgresDatabase):
    def __init__(self, template: PostgresTemplate, name: str, address: str) -> None:
        self.name = name
        self._template = template
        self._address = address
        super().__init__(address, connections=2)

    @contextmanager
    def let_go(self) -> Iterator[None]:
        """Without connections for a moment."""
        super().close()
        yield
        super().__init__(self._address, connections=2)

    def close(self) -> None:
        super().close()
        self._template.drop(self.name)


def _named(address: str, name: str) -> str:
    parts = urlsplit(address)
    return urlunsplit(parts._replace(path=f"/{name}"))
