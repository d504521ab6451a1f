"""What actions need, looked up inside `run()`: rasa-sdk creates actions without arguments and pickles them.

In process the application installs the wiring; behind `python -m rasa_sdk --actions actions` it is built from the
settings at the first action.
"""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass

from settings import EmergencyNumbers, Settings, check_contact_key, read_settings
from storage import Cipher, Database, UnitOfWork
from storage.current import current_unit
from storage.desk import Desk
from storage.faq_file import read_faq
from storage.house import house_rules, utc_now
from storage.region_files import read_region
from storage.texts_file import read_house_words
from storage.topics_file import read_topics
from tickets.faq import Faq
from tickets.region import Region
from tickets.service import TicketService
from tickets.topics import OTHER, Topic


@dataclass(frozen=True, slots=True)
class Wiring:
    """The database, the desk, and what this region is like."""

    database: Database
    desk: Desk
    topics: Mapping[str, Topic]
    faq: Sequence[Faq]
    region: Region
    emergency: EmergencyNumbers
    hand_off_hours: int
    prefix: str
    hears_voices: bool = False

    @property
    def language(self) -> str:
        """How days, hours and lists are written to citizens."""
        return self.desk.rules.language

    def topic(self, name: str) -> Topic:
        """Return the topic of that name; one that the data no longer has is `lainnya`."""
        return self.topics.get(name) or self.topics[OTHER]


@dataclass(slots=True)
class _Installed:
    wiring: Wiring | None = None


_installed = _Installed()


def install(wiring: Wiring | None) -> None:
    """Let actions of this process use `wiring`; None takes it out again."""
    _installed.wiring = wiring


def wiring() -> Wiring:
    """Return the installed wiring, built from the settings where nothing was installed."""
    if _installed.wiring is None:
        _installed.wiring = _from_settings(read_settings())
    return _installed.wiring


def wire(settings: Settings, database: Database, desk: Desk) -> Wiring:
    """Put together what actions need."""
    words = read_house_words(settings.texts_dir, settings.texts)
    topics = words.named(read_topics(settings.data_dir / "topics.yml"))
    return Wiring(
        database=database,
        desk=desk,
        topics=topics,
        faq=read_faq(settings.data_dir, settings.region_dir, topics),
        region=read_region(settings.region_dir),
        emergency=settings.emergency,
        hand_off_hours=settings.hand_off_answer_hours,
        prefix=settings.ticket_prefix,
        hears_voices=bool(settings.voice_recogniser),
    )


@asynccontextmanager
async def work() -> AsyncIterator[tuple[UnitOfWork, TicketService]]:
    """Open the unit of work an action writes in: the turn's own, which the worker commits, else one of its own."""
    desk = wiring().desk
    joined = current_unit.get()
    if joined is not None:
        yield joined, await desk.service(joined)
        return
    async with wiring().database.write() as unit:
        yield unit, await desk.service(unit)
        await unit.commit()


def _from_settings(settings: Settings) -> Wiring:
    database = Database(settings.database, Cipher(check_contact_key(settings)))
    return wire(settings, database, Desk(house_rules(settings), utc_now))
