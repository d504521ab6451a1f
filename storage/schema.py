"""Whether the database's schema is new enough for this release."""

from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import column, select, table
from sqlalchemy.exc import DatabaseError

from storage.migrate import SCRIPTS
from storage.unit_of_work import UnitOfWork


def wanted_schema() -> str:
    """Return the revision this release was written for, such as "0014"; revisions sort as they follow each other."""
    config = Config()
    config.set_main_option("script_location", str(SCRIPTS))
    return str(ScriptDirectory.from_config(config).get_current_head())


async def found_schema(unit: UnitOfWork) -> str:
    """Return the database's own revision, "" where there is none."""
    version = table("alembic_version", column("version_num"))
    try:
        return str((await unit.connection.execute(select(version.c.version_num))).scalar_one_or_none() or "")
    except DatabaseError:
        return ""  # the table is not there: nothing was ever migrated
