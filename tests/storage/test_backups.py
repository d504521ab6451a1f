"""A backup holds all there is while work goes on, comes back whole, and sends nobody an old reply."""

import asyncio
import json
import os
import signal
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from bot.sender import Sender
from inbox.words import delivery
from messages import DeliveryStatus
from storage import Cipher, DatabaseProblem
from storage.backups.aftermath import RESTORED
from storage.backups.manifest import read_manifest
from storage.backups.restore import settle_in_place
from storage.backups.stock import Stock
from storage.database import open_database
from storage.erased_log import ErasedLog, log_erased
from storage.erasing import erase
from tests.conftest import ROOT
from tests.fakes import PaperChannel
from tests.storage.keeping import Keeping, now, numbers, put_reply

PHOTO = b"\xff\xd8 foto"


@pytest.fixture
def keeping(tmp_path: Path, database_url: str) -> Keeping:
    return Keeping.at(tmp_path, database_url)


async def test_every_ticket_and_file_comes_back_somewhere_else(keeping: Keeping, tmp_path: Path) -> None:
    async with keeping.open() as town:
        ticket = await town.complain(mime="image/jpeg")
        file = await town.store_file(ticket, "image/jpeg", PHOTO)
        await town.complain("Sampah menumpuk", "sampah")
        made = await keeping.back_up()
        there = await numbers(town)
    other = keeping.empty_database(tmp_path)
    done = await keeping.restore(made, replace=False, database=other, media_dir=tmp_path / "lain")
    assert (done.files, done.missing) == (1, 0)
    assert (tmp_path / "lain" / file).read_bytes() == PHOTO
    async with Keeping.at(tmp_path / "x", other).open() as town:
        assert await numbers(town) == there


async def test_work_goes_on_while_a_backup_is_made(keeping: Keeping) -> None:
    async with keeping.open() as town:
        await town.complain()
        stop = asyncio.Event()

        async def go_on() -> int:
            count = 0
            while not stop.is_set():
                await town.complain()
                count += 1
            return count

        writing = asyncio.create_task(go_on())
        made = await keeping.back_up()
        stop.set()
        assert await writing > 0
    # The drill compares every table's rows and every ticket with what the backup says of itself.
    assert (await keeping.drill(made)).manifest.contents.rows["tickets"] >= 1


async def test_no_old_reply_is_sent_again(keeping: Keeping) -> None:
    async with keeping.open() as town:
        ticket = await town.complain(channel="paper")
        await put_reply(town, ticket, "lama")
        made = await keeping.back_up()
    done = await keeping.restore(made)
    assert done.settled.held == 1
    async with keeping.open() as town:
        paper = PaperChannel()
        sender = Sender(town.database, {"paper": paper}, now, town.media_dir)
        assert not await sender.step()
        async with town.database.read() as unit:
            old = await unit.outbox.of_ticket(ticket.id)
        assert {(row.state, row.error) for row in old} == {(DeliveryStatus.FAILED, "Restored")}
        await put_reply(town, ticket, "baru")
        while await sender.step():
            pass
        assert [message.text for message in paper.sent] == ["Jawaban baru"]


async def test_nobody_holds_anything_after_a_restore(keeping: Keeping) -> None:
    async with keeping.open() as town:
        ticket = await town.complain()
        async with town.database.write() as unit:
            await unit.conversations.hasten(ticket.conversation_id, now())
            assert await unit.conversations.claim(now() + timedelta(seconds=1), timedelta(minutes=1))
            officer = await unit.staff.add("rina", "Rina", "x", "officer", "DPUPR", now())  # type: ignore[arg-type]
            token = await unit.sessions.open(officer.id, now(), timedelta(days=1))
            await unit.commit()
        made = await keeping.back_up()
    await keeping.restore(made)
    async with keeping.open() as town, town.database.write() as unit:
        assert await unit.conversations.claim(now() + timedelta(seconds=1), timedelta(minutes=1))
        assert await unit.sessions.find(token, now()) is None


async def test_whoever_was_erased_after_the_backup_is_erased_again(keeping: Keeping) -> None:
    async with keeping.open() as town:
        ticket = await town.complain("rahasiaku di zebrakuda", name="Pak Zebrakuda", mime="image/jpeg")
        other = await town.complain("gotgotan mampet", name="Bu Lain")
        file = await town.store_file(ticket, "image/jpeg", PHOTO)
        made = await keeping.back_up()
        async with town.database.write() as unit:
            await unit.erasures.ask(ticket.reporter_id, "uji", now())
            await erase(unit, town.desk, ticket.reporter_id, now())
            await unit.commit()
        assert await log_erased(town.database, keeping.house.erased_log, now()) == 1
        assert await log_erased(town.database, keeping.house.erased_log, now()) == 0
    done = await keeping.restore(made)
    assert done.settled.erased == 1
    assert not (keeping.house.media_dir / file).exists()
    async with keeping.open() as town, town.database.read() as unit:
        query = text("SELECT text FROM inbound_messages ORDER BY id")
        assert list((await unit.connection.execute(query)).scalars()) == ["", "gotgotan mampet"]
        assert await unit.erasures.is_erased(ticket.reporter_id)
        assert not await unit.erasures.is_erased(other.reporter_id)


async def test_the_log_of_those_erased_travels_with_the_backups(keeping: Keeping, tmp_path: Path) -> None:
    async with keeping.open() as town:
        ticket = await town.complain("rahasiaku di zebrakuda")
        made = await keeping.back_up()
        async with town.database.read() as unit:
            known = unit.erasures.fingerprint(ticket.reporter_id)
        ErasedLog(keeping.house.erased_log).add([known])
        await keeping.back_up()
    fresh = {"database": keeping.empty_database(tmp_path), "erased_log": tmp_path / "baru" / "erased.log"}
    assert (await keeping.restore(made, replace=False, **fresh)).settled.erased == 1
    assert ErasedLog(tmp_path / "baru" / "erased.log").read() == {known}


async def test_a_line_that_a_kill_tore_does_not_swallow_the_next(tmp_path: Path) -> None:
    log = ErasedLog(tmp_path / "erased.log")
    log.add(["a" * 64])
    with (tmp_path / "erased.log").open("a") as file:
        file.write("b" * 20)
    log.add(["c" * 64, "a" * 64])
    assert log.read() == {"a" * 64, "c" * 64}


async def test_data_are_replaced_only_when_asked(keeping: Keeping) -> None:
    async with keeping.open() as town:
        await town.complain()
        made = await keeping.back_up()
        await town.complain()
        later = await numbers(town)
    with pytest.raises(DatabaseProblem, match="--replace"):
        await keeping.restore(made, replace=False)
    async with keeping.open() as town:
        assert await numbers(town) == later
    await keeping.restore(made)
    async with keeping.open() as town:
        assert len(await numbers(town)) == 1


async def test_nobody_is_restored_over_while_at_work(keeping: Keeping) -> None:
    async with keeping.open() as town:
        await town.complain()
        made = await keeping.back_up()
        with pytest.raises(DatabaseProblem, match="entikan dulu"):
            await keeping.restore(made)


async def test_a_restore_that_fails_leaves_what_was_there(keeping: Keeping) -> None:
    async with keeping.open() as town:
        await town.complain()
        made = await keeping.back_up()
        await town.complain()
        there = await numbers(town)
    manifest = made.folder / "manifest.json"
    body = json.loads(manifest.read_text())
    body["contents"]["tickets"] = "0" * 64
    manifest.write_text(json.dumps(body))
    with pytest.raises(DatabaseProblem, match="tidak sama"):
        await keeping.restore(made)
    async with keeping.open() as town:
        assert await numbers(town) == there


async def test_another_key_is_refused_before_anything_is_touched(keeping: Keeping) -> None:
    async with keeping.open() as town:
        await town.complain()
        made = await keeping.back_up()
    with pytest.raises(DatabaseProblem, match="CONTACT_KEY"):
        await keeping.restore(made, cipher=Cipher(b"x" * 32))


async def test_a_damaged_copy_is_refused(keeping: Keeping) -> None:
    async with keeping.open():
        made = await keeping.back_up()
    copy = made.folder / made.manifest.database
    content = bytearray(copy.read_bytes())
    content[len(content) // 2] ^= 1
    copy.write_bytes(content)
    with pytest.raises(DatabaseProblem, match="SHA-256"):
        await keeping.restore(made)


async def test_an_interrupted_backup_is_none_and_goes_with_the_next(keeping: Keeping) -> None:
    async with keeping.open():
        made = await keeping.back_up()
        torn = keeping.stock / "20991231T000000Z"
        torn.mkdir()
        (torn / made.manifest.database).write_bytes(b"half")
        assert Stock(keeping.stock).newest() == made.folder
        with pytest.raises(DatabaseProblem, match="bukan cadangan"):
            read_manifest(torn)
        await keeping.back_up()
    assert not torn.exists()


async def test_rotation_keeps_the_latest_and_the_files_they_name(keeping: Keeping) -> None:
    async with keeping.open() as town:
        ticket = await town.complain(mime="image/jpeg")
        file = await town.store_file(ticket, "image/jpeg", PHOTO)
        first = await keeping.back_up(keep=2)
        pooled = keeping.stock / "media" / file
        born = pooled.stat().st_ino
        await keeping.back_up(keep=2)
        assert pooled.stat().st_ino == born, "a file that is there is not copied again"
        (town.media_dir / file).unlink()
        torn = keeping.stock / "media" / f"tmp-{file}"
        torn.write_bytes(b"half")
        for _ in range(2):
            last = await keeping.back_up(keep=2)
    assert not first.folder.exists()
    assert len(Stock(keeping.stock).finished()) == 2
    assert not pooled.exists(), "no backup that is left names it"
    assert not torn.exists()
    assert last.removed == 1


async def test_a_drill_leaves_nothing_behind(keeping: Keeping) -> None:
    async with keeping.open() as town:
        await town.complain()
        made = await keeping.back_up()
        await keeping.drill(made)
        there = {path.name for path in keeping.stock.iterdir()}
        assert there == {made.folder.name, "erased.log", ".lock"} | ({"media"} & there)
        if not town.database.is_sqlite:
            async with town.database.read() as unit:
                query = text("SELECT count(*) FROM pg_database WHERE datname LIKE 'tanggap_drill_%'")
                assert (await unit.connection.execute(query)).scalar_one() == 0


async def test_a_database_brought_back_from_its_log_is_settled_in_place(keeping: Keeping) -> None:
    async with keeping.open() as town:
        ticket = await town.complain()
        await put_reply(town, ticket, "lama")
        async with town.database.read() as unit:
            ErasedLog(keeping.house.erased_log).add([unit.erasures.fingerprint(ticket.reporter_id)])
        with pytest.raises(DatabaseProblem, match="entikan dulu"):
            await asyncio.to_thread(settle_in_place, keeping.house, town.desk, now)
    settled = await asyncio.to_thread(settle_in_place, keeping.house, town.desk, now)
    assert (settled.held, settled.erased) == (1, 1)


def test_officers_read_why_an_old_reply_was_not_sent() -> None:
    assert "pemulihan" in delivery(DeliveryStatus.FAILED, RESTORED)


async def test_the_product_refuses_a_restore_that_was_killed_and_a_second_one_ends_it(
    tmp_path: Path, postgres_url: str
) -> None:
    keeping = Keeping.at(tmp_path, postgres_url)
    async with keeping.open() as town:
        await town.complain()
        made = await keeping.back_up()
        there = await numbers(town)
    code = (
        "import os, sys; from sqlalchemy import make_url; from storage.backups.targets import target\n"
        "with target(make_url(sys.argv[1]), replace=True): os.kill(os.getpid(), 9)"
    )
    killed = subprocess.run([sys.executable, "-c", code, postgres_url], cwd=ROOT, env=_here(), check=False)
    assert killed.returncode == -signal.SIGKILL
    with pytest.raises(DatabaseProblem, match="terhenti"):
        async with open_database(postgres_url, keeping.house.cipher):
            pass
    await keeping.restore(made)
    async with keeping.open() as town:
        assert await numbers(town) == there


def _here() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(ROOT)}
