"""The gateway: every message exactly once, and on the disk before anyone is told so."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy.exc import OperationalError

from bot.gateway import Forged, Gateway
from messages import Address, AddressChanged, MessageKind, Point, Unreadable
from storage import Database
from storage.journal import WorkState
from tests.fakes import Clock, PaperChannel, letter


@pytest.fixture
def gateway(database: Database) -> Gateway:
    return Gateway(database, Clock(), timedelta(seconds=1))


async def states(database: Database) -> dict[str, int]:
    async with database.read() as unit:
        return await unit.journal.counts()


async def test_a_forged_body_leaves_no_row(gateway: Gateway, database: Database) -> None:
    with pytest.raises(Forged):
        await gateway.receive(PaperChannel(), b"halo", {"stamp": "false"})
    assert await states(database) == {}


async def test_fifty_parallel_deliveries_of_one_message_are_one_message(
    gateway: Gateway, database: Database
) -> None:
    part = (letter("jalan rusak"), b"raw")
    await asyncio.gather(*(gateway.accept([part]) for _ in range(50)))
    assert await states(database) == {"pending": 1}
    async with database.read() as unit:
        conversation = await unit.conversations.claim(Clock()(), timedelta(seconds=1))
    assert conversation is not None
    async with database.read() as unit:
        assert [m.sequence for m in await unit.journal.pending(conversation.id)] == [1]


async def test_a_batch_with_one_impossible_element_keeps_the_others(
    gateway: Gateway, database: Database
) -> None:
    impossible = letter(
        "x",
        external_id="message:2",
        thread="t",
        kind=MessageKind.TEXT,
        point=Point(1.0, 2.0),
        group_id=object(),
    )
    batch = [(letter("satu"), b"1"), (impossible, b"2"), (letter("tiga", external_id="message:3"), b"3")]
    await gateway.accept(batch)
    assert await states(database) == {"pending": 2, "unreadable": 1}


async def test_what_cannot_be_read_is_kept_once(gateway: Gateway, database: Database) -> None:
    event = Unreadable("paper", "desk", "update:9", "poll")
    await gateway.accept([(event, b"{}")])
    await gateway.accept([(event, b"{}")])
    assert await states(database) == {"unreadable": 1}


async def test_nul_and_lone_surrogates_are_kept_visibly(gateway: Gateway, database: Database) -> None:
    await gateway.accept([(letter("a\x00b\ud800c"), b"raw")])
    async with database.read() as unit:
        claimed = await unit.conversations.claim(Clock()(), timedelta(seconds=1))
        assert claimed is not None
        assert [m.text for m in await unit.journal.pending(claimed.id)] == ["a\u2400b?c"]


async def test_a_hundred_thousand_characters_are_kept_whole(gateway: Gateway, database: Database) -> None:
    await gateway.accept([(letter("jalan " * 20_000), b"raw")])
    async with database.read() as unit:
        claimed = await unit.conversations.claim(Clock()(), timedelta(seconds=1))
        assert claimed is not None
        assert len((await unit.journal.pending(claimed.id))[0].text) == 120_000


async def test_names_and_channel_ids_stand_nowhere_in_the_clear(gateway: Gateway, database: Database) -> None:
    message = letter(
        "jalan rusak", external_id="message:628123:1", citizen="628123456789", sender_name="Wulandari"
    )
    await gateway.accept([(message, b'{"from":"628123456789"}')])
    async with database.read() as unit:
        everything = await _dump(unit)
    assert "628123" not in everything
    assert "Wulandari" not in everything
    assert "jalan rusak" in everything


async def _dump(unit: object) -> str:
    from sqlalchemy import select

    from storage.tables import metadata

    rows = []
    for table in metadata.sorted_tables:
        rows += (await unit._connection.execute(select(table))).all()  # type: ignore[attr-defined]
    return repr(rows)


async def test_an_aliased_address_is_the_same_person(gateway: Gateway, database: Database) -> None:
    by_phone = letter("satu", external_id="message:1", citizen="62811")
    both = letter("dua", external_id="message:2")
    both = type(both)(
        address=Address("paper", "desk", "ID.77", aliases=("62811",)),
        external_id=both.external_id,
        kind=both.kind,
        provider_time=both.provider_time,
        text=both.text,
    )
    await gateway.accept([(by_phone, b"1"), (both, b"2")])
    async with database.read() as unit:
        claimed = await unit.conversations.claim(Clock()(), timedelta(seconds=1))
        assert claimed is not None
        assert len(await unit.journal.pending(claimed.id)) == 2
        assert (await unit.contacts.address(claimed.address_id)).id == "ID.77"


async def test_a_migrated_chat_keeps_its_conversation(gateway: Gateway, database: Database) -> None:
    old, new = Address("paper", "desk", "-100"), Address("paper", "desk", "-200")
    await gateway.accept([(letter("satu", citizen="-100"), b"1")])
    await gateway.accept([(AddressChanged(old, new, "move:1"), b"m")])
    await gateway.accept([(letter("dua", external_id="message:2", citizen="-200"), b"2")])
    async with database.read() as unit:
        claimed = await unit.conversations.claim(Clock()(), timedelta(seconds=1))
        assert claimed is not None
        assert len(await unit.journal.pending(claimed.id)) == 2


async def test_a_groups_chatter_is_kept_and_asks_for_no_turn(gateway: Gateway, database: Database) -> None:
    await gateway.accept([(letter("rame", direct=False, thread="-100"), b"1")])
    assert await states(database) == {WorkState.SILENT: 1}


async def test_a_fault_of_the_database_itself_is_told_and_nothing_is_marked_unreadable(
    gateway: Gateway, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fail(*_: object, **__: object) -> None:
        raise OperationalError("INSERT", {}, Exception("disk full"))

    with monkeypatch.context() as patched:
        patched.setattr("storage.journal.Journal.add_all", fail)
        with pytest.raises(OperationalError):
            await gateway.accept([(letter("jalan rusak"), b"raw")])
    assert await states(database) == {}
    await gateway.accept([(letter("jalan rusak"), b"raw")])
    assert await states(database) == {"pending": 1}


async def test_answers_follow_a_citizen_to_the_new_number(gateway: Gateway, database: Database) -> None:
    await gateway.accept([(letter("satu", citizen="62811"), b"1")])
    old, new = Address("paper", "desk", "62811"), Address("paper", "desk", "62822")
    await gateway.accept([(AddressChanged(old, new, "move:1"), b"m")])
    async with database.read() as unit:
        claimed = await unit.conversations.claim(Clock()(), timedelta(seconds=1))
        assert claimed is not None
        assert (await unit.contacts.address(claimed.address_id)).id == "62822"


async def test_a_late_redelivery_never_turns_the_reply_window_back(
    gateway: Gateway, database: Database
) -> None:
    now = Clock()()
    for n, moment in enumerate((now, now - timedelta(days=3))):
        await gateway.accept([(letter("x", external_id=f"message:{n}", provider_time=moment), b"")])
    async with database.read() as unit:
        claimed = await unit.conversations.claim(now, timedelta(seconds=1))
    assert claimed is not None
    assert claimed.last_inbound_at == now
