"""The schema's revision: the database's own, and the one this release was written for."""

from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy.engine import Connection

from storage.migrate import SCRIPTS
from storage.unit_of_work import UnitOfWork


def wanted_schema() -> str:
    """Return the revision this release was written for; revisions sort in the order in which they follow."""
    config = Config()
    config.set_main_option("script_location", str(SCRIPTS))
    return str(ScriptDirectory.from_config(config).get_current_head())


async def found_schema(unit: UnitOfWork) -> str:
    """Return the database's own revision, "" where nothing was ever migrated."""
    return await unit.connection.run_sync(_current)


def _current(connection: Connection) -> str:
    return MigrationContext.configure(connection).get_current_revision() or ""
