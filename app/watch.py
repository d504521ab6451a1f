"""Live pages without Redis: while the others' rings do not arrive, the database is asked what was written."""

from typing import ClassVar

from bot.channels.web import VISITOR
from bot.loop import Loop
from storage import Database
from storage.changes import Changes


class Watch(Loop):
    """Rings this process's pages for what other processes wrote."""

    topic: ClassVar[str] = "watch"  # rung only to end it
    poll_seconds = 1.0

    def __init__(self, database: Database) -> None:
        """Look into the database; a SQLite file has one process, which hears itself."""
        super().__init__(database)
        self._changes: Changes | None = None

    async def step(self) -> bool:
        """Look once where nobody tells us, and once more when somebody does again."""
        if self._database.is_sqlite:
            return False
        if not self._database.wakeups.hears_others:
            await self._look()
        elif self._changes is not None:
            await self._look()
            self._changes = None
        return False

    async def _look(self) -> None:
        pages = {topic for topic in self._database.wakeups.topics if ":" in topic}
        # What was rung since the rings stopped arriving is not known: at first every page looks.
        begins = self._changes is None
        changes = self._changes or Changes()
        async with self._database.read() as unit:
            changed = await changes.since_last(unit)
        self._changes = changes
        if changed:
            # Whoever has yet to write is known by no conversation.
            changed |= {topic for topic in pages if topic.startswith(VISITOR)}
        for topic in pages if begins else changed & pages:
            self._database.wakeups.ring(topic)
