"""What the database says of how the product fares, and how channels fare."""

from datetime import UTC, datetime, timedelta

from messages import Address, ChannelCheck, InboundMessage, Lane, MessageKind, Saying
from storage import Database
from storage.journal import Entry, WorkState
from storage.migrate import revision
from storage.revision import found_schema, wanted_schema
from storage.vitals import read_vitals

NOW = datetime.now(UTC)
BOT = "700001"
LANE = Lane("telegram", BOT)


async def conversation(database: Database, name: str = "1", channel: str = "telegram") -> str:
    address = Address(channel, BOT, name)
    async with database.write() as unit:
        known = await unit.contacts.remember(address, None, NOW)
        opened = await unit.conversations.find_or_open(known, channel, BOT, "", NOW)
        await unit.commit()
    return opened


async def journalled(database: Database, where: str, minutes: float, state: WorkState) -> int:
    """Journal a message that came so many minutes ago."""
    came = NOW - timedelta(minutes=minutes)
    message = InboundMessage(
        address=Address("telegram", BOT, "1"),
        external_id=f"{minutes}",
        kind=MessageKind.TEXT,
        text="lampu mati",
        provider_time=came,
    )
    async with database.write() as unit:
        kept = await unit.journal.add(Entry(message, b"{}", where, 1, state, came, came))
        await unit.commit()
    return kept


async def say(database: Database, where: str, turn: str, wait: timedelta = timedelta()) -> None:
    async with database.write() as unit:
        await unit.outbox.put(where, Saying(None, text="Baik."), turn=turn, n=0, not_before=NOW + wait)
        await unit.commit()


async def test_the_oldest_pending_message_gives_the_backlog_its_age(database: Database) -> None:
    where = await conversation(database)
    for minutes in (1, 7, 3):
        await journalled(database, where, minutes, WorkState.PENDING)
    await journalled(database, where, 60, WorkState.DONE)
    await journalled(database, where, 30, WorkState.PARKED)
    async with database.read() as unit:
        vitals = await read_vitals(unit, NOW)
    assert (vitals.pending.count, vitals.pending.age(NOW)) == (3, 420)
    assert (vitals.parked.count, vitals.parked.age(NOW)) == (1, 1800)


async def test_what_nobody_has_read_is_part_of_the_backlog(database: Database) -> None:
    where = await conversation(database)
    await journalled(database, where, 1, WorkState.PENDING)
    async with database.write() as unit:
        bodies = [("whatsapp", NOW - timedelta(minutes=each), b"{}") for each in (9, 4)]
        await unit.unopened.keep(bodies)
        await unit.commit()
    async with database.read() as unit:
        vitals = await read_vitals(unit, NOW)
    assert (vitals.unopened.count, vitals.pending.count) == (2, 1)
    assert (vitals.backlog.count, vitals.backlog.age(NOW)) == (3, 540)


async def test_where_nothing_waits_there_is_no_age(database: Database) -> None:
    async with database.read() as unit:
        vitals = await read_vitals(unit, NOW)
    assert (vitals.backlog.count, vitals.backlog.age(NOW), vitals.unsent) == (0, 0, {})


async def test_unsent_words_are_counted_by_channel_and_those_still_taken_back_are_not(
    database: Database,
) -> None:
    telegram = await conversation(database)
    whatsapp = await conversation(database, "62", "whatsapp")
    await say(database, telegram, "a")
    await say(database, telegram, "b")
    await say(database, whatsapp, "c", timedelta(hours=1))
    later = datetime.now(UTC) + timedelta(seconds=5)
    async with database.read() as unit:
        vitals = await read_vitals(unit, later)
    assert {channel: pile.count for channel, pile in vitals.unsent.items()} == {"telegram": 2}
    assert 0 < vitals.unsent["telegram"].age(later) < 60


async def test_words_that_are_tried_again_later_still_wait(database: Database) -> None:
    where = await conversation(database)
    await say(database, where, "a")
    later = datetime.now(UTC)
    async with database.write() as unit:
        [claimed] = await unit.sending.claim(LANE, later, timedelta(seconds=90))
        await unit.sending.retry(claimed.row, NOW + timedelta(hours=1), "ConnectionFailed")
        await unit.commit()
    async with database.read() as unit:
        assert (await read_vitals(unit, later)).unsent["telegram"].count == 1


async def test_words_given_up_are_counted_for_a_day(database: Database) -> None:
    where = await conversation(database)
    await say(database, where, "a")
    async with database.write() as unit:
        [claimed] = await unit.sending.claim(LANE, datetime.now(UTC), timedelta(seconds=90))
        await unit.sending.fail(claimed.row, "MessageRefused")
        await unit.commit()
    async with database.read() as unit:
        assert (await read_vitals(unit, NOW)).failed == {"telegram": 1}
        assert (await read_vitals(unit, NOW + timedelta(days=2))).failed == {}


async def test_the_databases_clock_is_compared_with_ours(database: Database) -> None:
    async with database.read() as unit:
        assert abs((await read_vitals(unit, NOW)).skew) < 1


async def test_a_channel_is_remembered_by_the_latest_moment_it_was_heard(database: Database) -> None:
    async with database.write() as unit:
        for minutes in (5, 1, 3):
            await unit.health.heard("whatsapp", "108", NOW - timedelta(minutes=minutes))
        await unit.commit()
    async with database.read() as unit:
        [health] = await unit.health.all()
    assert health.heard_at == NOW - timedelta(minutes=1)
    assert health.checked_at is None


async def test_what_a_service_said_replaces_what_it_said_before(database: Database) -> None:
    expires = NOW + timedelta(days=3)
    async with database.write() as unit:
        await unit.health.checked("whatsapp", "108", ChannelCheck(token_valid=False, trouble="x" * 900), NOW)
        await unit.health.heard("whatsapp", "108", NOW)
        good = ChannelCheck(token_valid=True, token_expires_at=expires, subscribed=True)
        await unit.health.checked("whatsapp", "108", good, NOW)
        await unit.commit()
    async with database.read() as unit:
        [health] = await unit.health.all()
    assert health.check == good
    assert health.heard_at == NOW


async def test_a_channel_that_is_set_up_no_more_is_forgotten(database: Database) -> None:
    async with database.write() as unit:
        for channel, scope in (("telegram", "1"), ("telegram", "2"), ("whatsapp", "108")):
            await unit.health.heard(channel, scope, NOW)
        await unit.health.keep_only([("telegram", "2")])
        await unit.commit()
    async with database.read() as unit:
        assert [(each.channel, each.scope) for each in await unit.health.all()] == [("telegram", "2")]


async def test_the_schema_found_is_the_schema_wanted(database: Database) -> None:
    async with database.read() as unit:
        assert await found_schema(unit) == wanted_schema() == revision(database.url)


async def test_a_database_that_was_never_migrated_has_no_schema(sqlite_url: str, database: Database) -> None:
    empty = Database(sqlite_url + "2", database.cipher)
    async with empty.read() as unit:
        assert await found_schema(unit) == ""
    await empty.close()
