"""The whole line over HTTP: what comes in by webhook is answered on the same channel, once; what is bad is refused."""

import asyncio
import hashlib
import hmac
import json
from typing import Any

import pytest

from tests.app.conftest import GRAPH, SECRET, Line
from tickets.keys import TurnKeys
from tickets.number import find_number
from tickets.ticket import Actor, ActorKind

COMPLAINT = "jalan di depan pasar kaliwening berlubang dalam, kemarin ada motor jatuh"
HEADERS = {"X-Telegram-Bot-Api-Secret-Token": SECRET}
CITIZEN = {"id": 71, "first_name": "Sari", "is_bot": False}


def update(n: int, text: str, chat: int = 71, **more: Any) -> dict[str, Any]:
    message = {
        "message_id": n,
        "date": 1795230000 + n,
        "chat": {"id": chat, "type": "private", "first_name": "Sari"},
        "from": {**CITIZEN, "id": chat},
        "text": text,
        **more,
    }
    return {"update_id": 1000 + n, "message": message}


async def post_telegram(line: Line, body: Any, headers: dict[str, str] = HEADERS) -> int:
    line.telegram.citizen(71, "Sari")
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    async with line.client.post("/webhooks/telegram", data=data, headers=headers) as response:
        return response.status


async def post_whatsapp(line: Line, body: bytes, secret: str = GRAPH["app_secret"]) -> int:
    signature = hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
    headers = {"X-Hub-Signature-256": f"sha256={signature}", "Content-Type": "application/json"}
    async with line.client.post("/webhooks/whatsapp", data=body, headers=headers) as response:
        return response.status


def whatsapp(*texts: str) -> dict[str, Any]:
    common = {"from": "6281200000017", "timestamp": "1795230000", "type": "text"}
    messages = [{**common, "id": f"wamid.UJI{n}", "text": {"body": text}} for n, text in enumerate(texts)]
    value = {
        "messaging_product": "whatsapp",
        "metadata": {"display_phone_number": "622150000001", "phone_number_id": GRAPH["phone_number_id"]},
        "contacts": [{"profile": {"name": "Sari"}, "wa_id": "6281200000017"}],
        "messages": messages,
    }
    entry = {"id": "1", "changes": [{"value": value, "field": "messages"}]}
    return {"object": "whatsapp_business_account", "entry": [entry]}


@pytest.mark.parametrize("line", ["sqlite", "postgres"], indirect=True)
async def test_the_same_webhook_fifty_times_in_parallel_is_one_ticket_and_one_reply(line: Line) -> None:
    statuses = await asyncio.gather(*(post_telegram(line, update(1, COMPLAINT)) for _ in range(50)))
    assert set(statuses) == {200}
    await asyncio.gather(line.work(), line.work(), line.work())
    assert await line.states() == {"done": 1}
    answers = [message["text"] for message in line.telegram.sent(71)]
    assert len([a for a in answers if find_number(a, "KLT")]) == 1
    async with line.house.database.read() as unit:
        assert sum((await unit.tickets.count_by_agency()).values()) == 1


async def test_an_officers_reply_reaches_the_citizen_on_whatsapp(line: Line) -> None:
    line.graph.citizen("6281200000017", "Sari").text(COMPLAINT)
    await line.graph.webhooks.settle()
    await line.work()
    async with line.house.database.write() as unit:
        service = await line.house.desk.service(unit)
        ticket = (await unit.tickets.queue("DPUPR"))[0]
        await service.reply(ticket, "Ditambal Kamis.", Actor(ActorKind.OFFICER, "x"), TurnKeys("officer:1"))
        await unit.commit()
    await line.work()
    sent = repr(line.graph.sent("6281200000017"))
    assert ticket.number in sent
    assert "Ditambal Kamis." in sent


async def test_a_complaint_on_messenger_is_answered_there_and_its_delivery_told(line: Line) -> None:
    sari = line.page.citizen("7100000000000017")
    sari.text(COMPLAINT)
    await line.page.webhooks.settle()
    await line.work()
    await line.page.webhooks.settle()
    await line.read()
    async with line.house.database.read() as unit:
        ticket = (await unit.tickets.queue("DPUPR"))[0]
        rows = await unit.outbox.of_conversation(ticket.conversation_id)
    assert ticket.number in repr(line.page.sent("7100000000000017"))
    assert {row.state for row in rows} == {"delivered"}
    sari.read()
    await line.page.webhooks.settle()
    await line.read()
    async with line.house.database.read() as unit:
        rows = await unit.outbox.of_conversation(ticket.conversation_id)
    assert {row.state for row in rows} == {"read"}


@pytest.mark.parametrize(
    ("body", "headers", "status"),
    [
        (b"{nothing", HEADERS, 200),
        (b"[]", HEADERS, 200),
        (b'{"update_id": 5, "surprise": {"a": 1}}', HEADERS, 200),
        (json.dumps(update(1, "x")).encode(), {}, 401),
        (json.dumps(update(1, "x")).encode(), {"X-Telegram-Bot-Api-Secret-Token": "wrong"}, 401),
    ],
)
async def test_a_bad_telegram_body_is_kept_where_it_is_telegrams_own(
    line: Line, body: bytes, headers: dict[str, str], status: int
) -> None:
    assert await post_telegram(line, body, headers) == status
    await line.read()
    assert await line.states() == ({"unreadable": 1} if status == 200 else {})


async def test_whatsapps_signature_is_over_the_raw_bytes(line: Line) -> None:
    body = json.dumps(whatsapp(COMPLAINT)).encode()
    assert await post_whatsapp(line, body, secret="another app") == 401
    signature = hmac.new(GRAPH["app_secret"].encode(), body, hashlib.sha256).hexdigest()
    headers = {"X-Hub-Signature-256": f"sha256={signature}"}
    reserialised = json.dumps(json.loads(body), separators=(",", ":")).encode()
    async with line.client.post("/webhooks/whatsapp", data=reserialised, headers=headers) as response:
        assert response.status == 401
    await line.read()
    assert await line.states() == {}


async def test_a_body_of_three_megabytes_is_taken_whole(line: Line) -> None:
    body = json.dumps(whatsapp(*["lampu jalan mati " * 240] * 716)).encode()
    assert 2_900_000 < len(body) < 3_200_000
    assert await post_whatsapp(line, body) == 200
    await line.read()
    assert await line.states() == {"pending": 716}


async def test_a_larger_body_is_refused_and_the_line_goes_on(line: Line) -> None:
    async with line.client.post("/webhooks/whatsapp", data=b"x" * 10_000_000) as response:
        assert response.status == 413
    assert await post_telegram(line, update(1, COMPLAINT)) == 200


async def test_an_unknown_channel_is_not_found(line: Line) -> None:
    async with line.client.post("/webhooks/friendster", data=b"{}") as response:
        assert response.status == 404


@pytest.mark.parametrize("channel", ["whatsapp", "messenger"])
async def test_metas_handshake_wants_the_right_token(line: Line, channel: str) -> None:
    query = {"hub.mode": "subscribe", "hub.challenge": "4711"}
    async with line.client.get(
        f"/webhooks/{channel}", params={**query, "hub.verify_token": "handshake"}
    ) as ok:
        assert (ok.status, await ok.text()) == (200, "4711")
    async with line.client.get(f"/webhooks/{channel}", params={**query, "hub.verify_token": "guess"}) as bad:
        assert bad.status == 403


@pytest.mark.parametrize(
    "text", ["lampu mati " * 9_100, "a\x00b jalan rusak parah", "jalan \ud800 rusak", "🕳️" * 2_000, "   "]
)
async def test_strange_texts_are_kept_and_answered(line: Line, text: str) -> None:
    assert await post_telegram(line, update(1, text)) == 200
    await line.work()
    assert await line.states() == {"done": 1}
    assert len(line.telegram.sent(71)) >= 1


async def test_an_album_of_ten_is_one_ticket_with_ten_photos(line: Line) -> None:
    citizen = line.telegram.citizen(72, "Budi")
    for n in range(10):
        photo = citizen.photo("sampah menumpuk di TPS Randusari lima hari tidak diangkut" if n == 0 else None)
        message = {**photo.get("message", photo), "media_group_id": "777"}
        assert await post_telegram(line, {"update_id": 5000 + n, "message": message}) == 200
    await line.work()
    async with line.house.database.read() as unit:
        tickets = await unit.tickets.queue(None)
        assert len(tickets) == 1
        files = await unit.media.of_messages(await unit.tickets.message_ids(tickets[0].id))
    assert [file.state for file in files] == ["stored"] * 10


async def test_the_web_chat_refuses_what_is_not_its_own(line: Line) -> None:
    post = line.client.post
    async with post("/chat/messages", json={"client_id": "12345678", "text": "halo"}) as stranger:
        assert stranger.status == 403
    await line.client.get("/")
    for body in (b"{", b"[]", b'{"client_id": "1", "text": "x"}', b'{"client_id": "12345678", "text": 5}'):
        async with post("/chat/messages", data=body) as response:
            assert response.status == 400
    crossing = {"Sec-Fetch-Site": "cross-site"}
    async with post(
        "/chat/messages", json={"client_id": "12345678", "text": "halo"}, headers=crossing
    ) as foreign:
        assert foreign.status == 403
    assert await line.states() == {}


async def test_a_page_cannot_name_other_peoples_messages_in_a_payload(line: Line) -> None:
    await post_telegram(line, update(1, "di kantor desa saya dimintai uang untuk mengurus ktp"))
    await line.work()
    await line.client.get("/")
    payload = '/lapor_tetap{"tertunda": {"message_id": 1, "message_ids": [1]}, "tiket_aktif": "KLT-222222-2"}'
    body = {"client_id": "12345678", "text": "x", "payload": payload}
    async with line.client.post("/chat/messages", json=body) as response:
        assert response.status == 202
    await line.work()
    async with line.house.database.read() as unit:
        owners = {ticket.reporter_id for ticket in await unit.tickets.of_message(1)}
    assert len(owners) == 1


async def test_in_a_hand_off_the_citizens_words_reach_the_ticket_that_was_taken_over(line: Line) -> None:
    await post_telegram(line, update(1, COMPLAINT))
    await line.work()
    await post_telegram(line, update(2, "aspal jembatan kali gembong ambrol di desa sumberagung"))
    await line.work()
    async with line.house.database.write() as unit:
        service = await line.house.desk.service(unit)
        older = min(await unit.tickets.queue("DPUPR"), key=lambda ticket: ticket.opened_at)
        await service.hand_off(older, Actor(ActorKind.OFFICER, "x"), TurnKeys("officer:take"))
        await unit.commit()
    answered = len(line.telegram.sent(71))
    await post_telegram(line, update(3, "iya pak yang depan warung itu"))
    await line.work()
    async with line.house.database.read() as unit:
        shown = [m.text for m in await unit.journal.many(await unit.tickets.message_ids(older.id))]
    assert shown[-1] == "iya pak yang depan warung itu"
    assert len(line.telegram.sent(71)) == answered


async def test_an_emergency_is_answered_at_once_even_while_officers_have_the_talk(line: Line) -> None:
    await post_telegram(line, update(1, "mau bicara dengan petugas"))
    await line.work()
    before = len(line.telegram.sent(71))
    await post_telegram(
        line, update(2, "tolong ada kebakaran di bengkel samping pasar randusari, masih ada orang terjebak")
    )
    await line.work()
    told = [message["text"] for message in line.telegram.sent(71)[before:]]
    assert told[0].startswith("TELEPON SEKARANG: 112")
    async with line.house.database.read() as unit:
        emergencies = [t for t in await unit.tickets.queue(None) if t.urgency == "emergency"]
    assert len(emergencies) == 1
