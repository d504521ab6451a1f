"""Sending, through the simulated service."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.channels.errors import ConnectionFailed, ContactStopped, Throttled, WindowClosed
from bot.channels.whatsapp import WhatsApp
from messages import Address, Button, DeliveryReport, DeliveryStatus, OutboundMessage
from simulators.graph import GraphSimulator
from tests.channels.whatsapp.conftest import PHONE, SCOPE

pytestmark = pytest.mark.asyncio
TODAY = datetime(2026, 11, 21, 3, 0, tzinfo=UTC)


@asynccontextmanager
async def _at(graph: GraphSimulator, now: datetime, template: str = "") -> AsyncIterator[WhatsApp]:
    """Open a channel whose clock says `now`."""
    channel = WhatsApp(
        graph.token, SCOPE, "rahasia", "janji", graph.api_base_url, template=template, now=lambda: now
    )
    await channel.open()
    try:
        yield channel
    finally:
        await channel.close()


async def test_an_answer_reaches_the_citizen(
    graph: GraphSimulator, online: WhatsApp, answer: OutboundMessage
) -> None:
    graph.citizen(PHONE).text("Halo")
    wamid = await online.send(answer)
    [sent] = graph.sent(PHONE)
    assert (sent.text, sent.wamid) == ("Baik.", wamid)


async def test_a_long_answer_comes_in_order_and_the_last_id_is_told(
    graph: GraphSimulator, online: WhatsApp, answer: OutboundMessage
) -> None:
    graph.citizen(PHONE).text("Halo")
    wamid = await online.send(replace(answer, text="a" * 4096 + "b" * 4096 + "c"))
    assert [sent.text[0] for sent in graph.sent()] == ["a", "b", "c"]
    assert graph.sent()[-1].wamid == wamid


async def test_reports_come_back_with_id_and_tracker(
    graph: GraphSimulator, online: WhatsApp, answer: OutboundMessage
) -> None:
    graph.citizen(PHONE).text("Halo")
    wamid = await online.send(replace(answer, tracker="outbox-7"))
    reports = [event for body in list(graph.webhooks.bodies)[1:] for event, _ in online.read(body)]
    assert [(r.status, r.message_id, r.tracker) for r in reports if isinstance(r, DeliveryReport)] == [
        (status, wamid, "outbox-7")
        for status in (DeliveryStatus.SENT, DeliveryStatus.DELIVERED, DeliveryStatus.READ)
    ]


async def test_a_citizen_without_a_phone_is_answered(
    graph: GraphSimulator, online: WhatsApp, answer: OutboundMessage
) -> None:
    graph.citizen(user_id="ID.4410982237715530", name="Bagus").text("Halo")
    await online.send(replace(answer, address=Address("whatsapp", SCOPE, "ID.4410982237715530")))
    assert [sent.text for sent in graph.sent("ID.4410982237715530")] == ["Baik."]


async def test_a_pressed_button_comes_back_as_its_payload(
    graph: GraphSimulator, online: WhatsApp, answer: OutboundMessage
) -> None:
    sari = graph.citizen(PHONE, "Sari")
    sari.text("Halo")
    wamid = await online.send(replace(answer, buttons=(Button("Ya", "/affirm"), Button("Tidak", "/deny"))))
    sari.press("/deny")
    [(event, _)] = online.read(graph.webhooks.bodies[-1])
    assert (event.payload, event.text, event.reply_to) == ("/deny", "Tidak", wamid)  # type: ignore[union-attr]


@pytest.mark.parametrize("age", [timedelta(hours=24), timedelta(days=40)])
async def test_after_a_day_the_message_waits_and_nothing_is_sent(
    graph: GraphSimulator, answer: OutboundMessage, age: timedelta
) -> None:
    graph.citizen(PHONE).text("Halo")
    async with _at(graph, TODAY) as channel:
        with pytest.raises(WindowClosed):
            await channel.send(replace(answer, last_inbound_at=TODAY - age))
    assert graph.sent() == []


async def test_a_citizen_who_never_wrote_is_not_written_to(
    graph: GraphSimulator, online: WhatsApp, answer: OutboundMessage
) -> None:
    with pytest.raises(WindowClosed):
        await online.send(replace(answer, last_inbound_at=None))
    assert graph.sent() == []


async def test_within_the_day_it_is_sent(graph: GraphSimulator, answer: OutboundMessage) -> None:
    graph.citizen(PHONE).text("Halo")
    async with _at(graph, TODAY) as channel:
        await channel.send(replace(answer, last_inbound_at=TODAY - timedelta(hours=23, minutes=59)))
    assert len(graph.sent()) == 1


async def test_after_a_day_a_template_without_a_word_of_the_answer_asks_to_write(
    graph: GraphSimulator, answer: OutboundMessage
) -> None:
    graph.citizen(PHONE).text("Halo")
    async with _at(graph, TODAY, template="ada_balasan") as channel:
        with pytest.raises(WindowClosed):
            await channel.send(replace(answer, last_inbound_at=TODAY - timedelta(days=2), tracker="outbox-7"))
    [sent] = graph.sent()
    assert sent.body["template"]["name"] == "ada_balasan"
    assert "Baik" not in str(sent.body)
    assert "outbox-7" not in str(sent.body)


async def test_a_window_the_service_finds_closed_is_closed(
    graph: GraphSimulator, online: WhatsApp, answer: OutboundMessage
) -> None:
    sari = graph.citizen(PHONE)
    sari.text("Halo")
    sari.heard_at = datetime.now(UTC) - timedelta(days=1)
    with pytest.raises(WindowClosed):
        await online.send(answer)


async def test_a_misnamed_template_leaves_the_message_waiting(
    graph: GraphSimulator, answer: OutboundMessage
) -> None:
    async with _at(graph, TODAY, template="salah_nama") as channel:
        with pytest.raises(WindowClosed, match="template"):
            await channel.send(replace(answer, last_inbound_at=TODAY - timedelta(days=2)))


async def test_a_template_that_cannot_be_sent_now_is_tried_again(
    graph: GraphSimulator, answer: OutboundMessage
) -> None:
    graph.fail_next(130429)
    async with _at(graph, TODAY, template="ada_balasan") as channel:
        with pytest.raises(Throttled):
            await channel.send(replace(answer, last_inbound_at=TODAY - timedelta(days=2)))


async def test_a_lost_answer_may_be_tried_again(
    graph: GraphSimulator, online: WhatsApp, answer: OutboundMessage
) -> None:
    graph.citizen(PHONE).text("Halo")
    graph.fail_next(hang_up=True)
    with pytest.raises(ConnectionFailed):
        await online.send(answer)
    assert len(graph.sent()) == 1


async def test_a_service_that_is_away_may_be_tried_again(answer: OutboundMessage) -> None:
    channel = WhatsApp("token", SCOPE, "rahasia", "janji", "http://127.0.0.1:9/v23.0")
    await channel.open()
    with pytest.raises(ConnectionFailed) as caught:
        await channel.send(answer)
    await channel.close()
    assert "127.0.0.1" not in str(caught.value)
    assert caught.value.__suppress_context__


async def test_something_in_between_that_answers_html_may_be_tried_again(answer: OutboundMessage) -> None:
    async def html(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 6\r\nConnection: close\r\n\r\n<html>")
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(html, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    channel = WhatsApp("token", SCOPE, "rahasia", "janji", f"http://127.0.0.1:{port}/v23.0")
    await channel.open()
    with pytest.raises(ConnectionFailed):
        await channel.send(answer)
    await channel.close()
    server.close()


async def test_a_citizen_who_blocked_us_is_reported_as_stopped(
    graph: GraphSimulator, online: WhatsApp, answer: OutboundMessage
) -> None:
    sari = graph.citizen(PHONE)
    sari.text("Halo")
    sari.blocked = True
    await online.send(answer)
    [(event, _)] = online.read(graph.webhooks.bodies[-1])
    assert isinstance(event, DeliveryReport)
    assert (event.status, event.code) == (DeliveryStatus.FAILED, "131026")


async def test_a_number_without_whatsapp_is_stopped(
    graph: GraphSimulator, online: WhatsApp, answer: OutboundMessage
) -> None:
    graph.fail_next(131026)
    with pytest.raises(ContactStopped):
        await online.send(answer)


async def test_a_read_message_is_marked_and_a_failure_to_mark_is_nothing(
    graph: GraphSimulator, online: WhatsApp
) -> None:
    wamid = graph.citizen(PHONE).text("Halo")
    [(event, _)] = online.read(graph.webhooks.bodies[-1])
    await online.acknowledge(event)
    assert graph.store.read == [wamid]
    graph.token = "dicabut"
    await online.acknowledge(event)


async def test_a_channel_that_is_not_open_says_so(answer: OutboundMessage) -> None:
    with pytest.raises(RuntimeError, match="not open"):
        await WhatsApp("token", SCOPE, "rahasia", "janji").send(answer)
