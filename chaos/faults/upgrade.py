"""The next release, put in place process by process while citizens write."""

import asyncio
import shutil
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path

from alembic.script import ScriptDirectory

from chaos.faults.base import Note
from chaos.fleet import ROOT
from chaos.town import Town
from storage.migrate import SCRIPTS

STOP_SECONDS = 20.0  #: goal of G19 for a graceful end
PARTS = (
    "actions",
    "app",
    "bot",
    "chaos",
    "data",
    "inbox",
    "messages",
    "nlu",
    "settings",
    "storage",
    "tickets",
)
#: As migrations have to be: they only add, and lock no table for long.
MIGRATION = '''"""What the next release adds."""

import sqlalchemy as sa
from alembic import op

revision, down_revision = "next", "{head}"


def upgrade() -> None:
    op.add_column("inbound_messages", sa.Column("of_next", sa.Integer(), server_default="0", nullable=False))
    with op.get_context().autocommit_block():
        op.create_index("ix_outbox_of_next", "outbox", ["created_at", "id"], postgresql_concurrently=True)
'''


@dataclass(frozen=True, slots=True)
class Upgrade:
    """`tanggap migrate` of the next release, then its processes one after another in place of ours."""

    name: str = "a rolling upgrade with a migration"

    async def strike(self, town: Town) -> list[Note]:
        """Migrate, replace."""
        failed = _failures(town)
        release = town.folder / "next"
        await asyncio.to_thread(_make, release)
        await town.fleet.run("migrate", root=release)
        slowest, killed = 0.0, town.kills
        for process in town.fleet.processes:
            process.root = release
            slowest = max(slowest, await town.fleet.replace(process))
        return [
            Note("G19-5xx", "answered 5xx {:.0f}", _failures(town) - failed, 0),
            Note("G19-ended", "processes that did not end by themselves {:.0f}", town.kills - killed, 0),
            Note("G19-stop", "ended after {:.1f} s", slowest * town.clock.speed, STOP_SECONDS, is_time=True),
        ]


def _make(release: Path) -> None:
    """Copy the product, and add one migration to it."""
    for part in PARTS:
        shutil.copytree(ROOT / part, release / part)
    head = ScriptDirectory(str(SCRIPTS)).get_current_head()
    written = release / SCRIPTS.relative_to(ROOT) / "versions" / "9999_next.py"
    written.write_text(MIGRATION.format(head=head))


def _failures(town: Town) -> int:
    told = [answer for service in town.of_meta for answer in service.webhooks.answers.items()]
    return sum(count for status, count in told if status >= HTTPStatus.INTERNAL_SERVER_ERROR)
