"""The stand-in for Meta is as strict as Meta, and delivers as Meta does."""

import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import pytest_asyncio
from aiohttp import ClientSession, web

from simulators.graph import GraphSimulator
from simulators.graph_control import Control

pytestmark = pytest.mark.asyncio
PHONE = "6281200000017"
TEXT = {
    "messaging_product": "whatsapp",
    "recipient_type": "individual",
    "to": PHONE,
    "type": "text",
    "text": {"body": "Halo", "preview_url": False},
}


class Receiver:
    """A webhook that answers as it is told and keeps what came."""

    def __init__(self) -> None:
        self.answers: list[int] = []
        self.bodies: list[bytes] = []
        self.headers: list[str] = []

    async def receive(self, request: web.Request) -> web.Response:
        """Take one delivery."""
        self.bodies.append(await request.read())
        self.headers.append(request.headers["X-Hub-Signature-256"])
        return web.Response(status=self.answers.pop(0) if self.answers else 200)


@pytest_asyncio.fixture
async def receiver() -> AsyncIterator[tuple[Receiver, str]]:
    """Run a webhook; it comes with its address."""
    kept = Receiver()
    app = web.Application()
    app.router.add_post("/hook", kept.receive)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield kept, f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
    await runner.cleanup()


@pytest_asyncio.fixture
async def graph() -> AsyncIterator[GraphSimulator]:
    """Run a stand-in whose citizen has just written."""
    async with GraphSimulator() as simulator:
        simulator.citizen(PHONE, "Sari").text("Halo")
        yield simulator


async def _post(graph: GraphSimulator, body: Any, token: str = "", number: str = "") -> tuple[int, Any]:
    url = f"{graph.api_base_url}/{number or graph.phone_number_id}/messages"
    headers = {"Authorization": f"Bearer {token or graph.token}"}
    async with (
        ClientSession() as session,
        session.post(url, data=json.dumps(body), headers=headers) as response,
    ):
        answer = await response.json()
        return response.status, answer.get("error", {}).get("code", answer)


async def test_a_good_request_gets_an_id(graph: GraphSimulator) -> None:
    status, answer = await _post(graph, TEXT)
    assert status == 200
    assert answer["messages"][0]["id"].startswith("wamid.")
    assert answer["contacts"] == [{"input": PHONE, "wa_id": PHONE}]


async def test_a_wrong_token_is_401_and_code_190(graph: GraphSimulator) -> None:
    assert await _post(graph, TEXT, token="salah")


async def test_another_number_is_not_found(graph: GraphSimulator) -> None:
    assert await _post(graph, TEXT, number="999") == (400, 100)


@pytest.mark.parametrize(
    "change",
    [
        {"messaging_product": None},
        {"messaging_product": "sms"},
        {"to": None},
        {"to": "halo"},
        {"recipient": "bukan id"},
        {"type": "fax"},
        {"type": None},
        {"text": None},
        {"text": {}},
        {"text": {"body": ""}},
        {"text": {"body": "x" * 4097}},
        {"text": {"body": "\U0001f600" * 2049}},
        {"text": {"body": "x", "preview": True}},
        {"parse_mode": "HTML"},
        {"biz_opaque_callback_data": "x" * 513},
    ],
    ids=str,
)
async def test_a_wrong_field_is_400_and_code_100(graph: GraphSimulator, change: dict[str, Any]) -> None:
    body = {key: value for key, value in (TEXT | change).items() if value is not None}
    assert await _post(graph, body) == (400, 100)
    assert graph.sent() == []


@pytest.mark.parametrize(
    "buttons",
    [
        [],
        [("a", "Ya"), ("b", "Ya")],
        [("a", "x" * 21)],
        [("a", "")],
        [("", "Ya")],
        [(str(n), str(n)) for n in range(4)],
    ],
)
async def test_buttons_beyond_the_limits_are_refused(
    graph: GraphSimulator, buttons: list[tuple[str, str]]
) -> None:
    replies = [{"type": "reply", "reply": {"id": name, "title": title}} for name, title in buttons]
    inner = {"type": "button", "body": {"text": "Pilih"}, "action": {"buttons": replies}}
    body = {key: value for key, value in TEXT.items() if key != "text"}
    assert await _post(graph, body | {"type": "interactive", "interactive": inner}) == (400, 100)


@pytest.mark.parametrize("body", [[], "x", 7, None])
async def test_what_is_no_object_is_refused(graph: GraphSimulator, body: object) -> None:
    assert await _post(graph, body) == (400, 100)


async def test_after_a_day_only_a_template_is_taken(graph: GraphSimulator) -> None:
    graph.now = lambda: datetime.now(UTC) + timedelta(hours=25)
    template = {"name": "ada_balasan", "language": {"code": "id"}}
    body = {"messaging_product": "whatsapp", "to": PHONE, "type": "template", "template": template}
    assert await _post(graph, TEXT) == (400, 131047)
    assert await _post(graph, body | {"template": {**template, "name": "salah"}}) == (404, 132001)
    assert (await _post(graph, body))[0] == 200


async def test_a_read_receipt_needs_a_message_of_a_citizen(graph: GraphSimulator) -> None:
    wamid = graph.citizen(PHONE).text("Halo")
    receipt = {"messaging_product": "whatsapp", "status": "read", "message_id": wamid}
    assert await _post(graph, receipt) == (200, {"success": True})
    assert await _post(graph, receipt | {"message_id": "wamid.lain"}) == (400, 100)


async def test_a_button_that_was_never_offered_cannot_be_pressed(graph: GraphSimulator) -> None:
    with pytest.raises(LookupError):
        graph.citizen(PHONE).press("/affirm")


async def test_a_failure_may_come_later_by_webhook(graph: GraphSimulator) -> None:
    graph.fail_next(131047, by_webhook=True)
    assert (await _post(graph, TEXT))[0] == 200
    status = json.loads(graph.webhooks.bodies[-1])["entry"][0]["changes"][0]["value"]["statuses"][0]
    assert (status["status"], status["errors"][0]["code"]) == ("failed", 131047)


async def test_deliveries_are_signed_over_their_bytes(receiver: tuple[Receiver, str]) -> None:
    kept, url = receiver
    async with GraphSimulator(webhook_url=url) as graph:
        graph.citizen(PHONE, "Sari").text("Halo")
        await graph.webhooks.settle()
        [body] = kept.bodies
        assert kept.headers == [graph.webhooks.headers(body)["X-Hub-Signature-256"]]


@pytest.mark.parametrize("refusal", [500, 404, 201, 204])
async def test_whatever_is_not_200_comes_again(receiver: tuple[Receiver, str], refusal: int) -> None:
    kept, url = receiver
    kept.answers = [refusal, refusal]
    async with GraphSimulator(webhook_url=url, redeliver_after=(0.01, 0.01)) as graph:
        graph.citizen(PHONE, "Sari").text("Halo")
        await graph.webhooks.settle()
        assert len(kept.bodies) == 3
        assert len(set(kept.bodies)) == 1
        assert graph.webhooks.dropped == []


async def test_what_is_never_taken_is_dropped_at_last(receiver: tuple[Receiver, str]) -> None:
    kept, url = receiver
    kept.answers = [500] * 9
    async with GraphSimulator(webhook_url=url, redeliver_after=(0.01,)) as graph:
        graph.citizen(PHONE, "Sari").text("Halo")
        await graph.webhooks.settle()
        assert graph.webhooks.dropped == [kept.bodies[0]]


async def test_duplicates_and_batches_are_delivered(receiver: tuple[Receiver, str]) -> None:
    kept, url = receiver
    async with GraphSimulator(webhook_url=url) as graph:
        graph.webhooks.duplicates = 2
        with graph.webhooks.batch():
            for n in range(100):
                graph.citizen(f"62812{n:07}").text(f"laporan {n}")
        await graph.webhooks.settle()
    assert len(kept.bodies) == 3
    assert len(json.loads(kept.bodies[0])["entry"][0]["changes"]) == 100


async def test_another_process_can_drive_it() -> None:
    graph = GraphSimulator()
    await graph.start(extra=Control(graph).routes())
    async with ClientSession() as session:
        await session.post(f"{graph.url}/control/say", json={"phone": PHONE, "name": "Sari", "text": "Halo"})
        await session.post(f"{graph.url}/control/fail", json={"code": 131056})
        assert await _post(graph, TEXT) == (400, 131056)
        assert (await _post(graph, TEXT))[0] == 200
        async with session.get(f"{graph.url}/control/sent", params={"to": PHONE}) as response:
            assert [sent["text"] for sent in await response.json()] == ["Halo"]
    await graph.stop()
