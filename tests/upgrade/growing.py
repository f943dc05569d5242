"""Run on an empty database: makes its tables the long way, one former migration after the other.

python -m tests.upgrade.growing [app.migration=DATABASE ...]

For each migration named, a copy of the database as it stood right after that one is kept under another name. Like an
installation of back then, it knows nothing of the migrations that have replaced its own.
"""

import os
import sys
from typing import Any
from urllib.parse import urlsplit

import django
import psycopg


def main() -> None:
    django.setup()
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor
    from django.db.migrations.loader import MigrationLoader

    copies = dict(word.split("=") for word in sys.argv[1:])
    executor = MigrationExecutor(connection)
    executor.loader = MigrationLoader(connection, replace_migrations=False)
    executor.recorder.ensure_schema()
    state = executor.loader.project_state(())
    for migration in _plan(executor.loader):
        assert not migration.replaces, f"{migration} is no former migration"
        state = executor.apply_migration(state, migration)
        if copy := copies.pop(str(migration), None):
            connection.close()
            _copy(os.environ["DATABASE_URL"], copy)
    assert not copies, f"these never came: {copies}"


def _plan(loader: Any) -> list[Any]:
    """What other packages bring, then all of ours that were replaced; those of people last, as few wait for them."""
    nodes = loader.graph.nodes
    replaced = [key for migration in loader.replacements.values() for key in migration.replaces]
    others = [key for key in loader.graph.leaf_nodes() if not type(nodes[key]).__module__.startswith("amends.")]
    wanted = [*sorted(others), *sorted(replaced, key=lambda key: (key[0] == "people", key))]
    return [nodes[key] for key in dict.fromkeys(key for one in wanted for key in loader.graph.forwards_plan(one))]


def _copy(address: str, name: str) -> None:
    at = urlsplit(address)
    with psycopg.connect(at._replace(path="/postgres").geturl(), autocommit=True) as server:
        server.execute(f'CREATE DATABASE "{name}" TEMPLATE "{at.path[1:]}"')  # type: ignore[call-overload]


if __name__ == "__main__":
    main()
