"""Canned replies filled for one case, and remarks that know the reporter's name."""

import pytest

from inbox.aids import offered
from storage.reply_check import remarks
from storage.staff import Role
from tests.inbox.town import ROUTING, Town
from tickets.reply_lint import Fault

pytestmark = pytest.mark.asyncio


async def test_the_agencys_own_come_filled_before_the_common_ones(town: Town) -> None:
    ticket = await town.complain()
    hired = await town.officer("dua", Role.OFFICER, "DLH", "Dua Petugas", more=("DPUPR",))
    async with town.database.write() as unit:
        officer = await unit.staff.get(hired.id)
        assert officer
        for agency, text in (
            ("", "Umum {nomor}"),
            ("DPUPR", "{opd}: {topik} di {tempat}, {tanggal}, {petugas}"),
            ("DLH", "x"),
        ):
            await unit.canned.add(agency, "Judul", text, officer.id, town.now())
        found = await offered(unit, officer, ticket, ROUTING, {"jalan": "Jalan rusak"}.__getitem__)
    assert [each.text for each in found] == [
        "Dinas PU: Jalan rusak di Pasar Kota, ‹tanggal›, Dua Petugas",
        f"Umum {ticket.number}",
    ]


async def test_the_reporter_is_not_named_and_the_officer_may_be(town: Town) -> None:
    ticket = await town.complain(name="Sekar Wulandari")
    officer = await town.officer("dua", Role.OFFICER, "DPUPR", "Bayu Petugas")
    text = "Wulandari benar: Mas Bayu Petugas menambal lubang di Pasar Kota besok bersama tim."
    async with town.database.read() as unit:
        found = await remarks(unit, officer, ticket, text)
    assert [(each.fault, text[each.start : each.end]) for each in found] == [(Fault.NAME, "Wulandari")]
