"""An independent client finds in the stand-in the service it was written for."""

from collections.abc import AsyncIterator

import httpx
import pytest
import pytest_asyncio
from pywa.errors import ReEngagementMessage, WhatsAppError
from pywa.types.callback import Button, Section, SectionList, SectionRow
from pywa_async.client import WhatsApp
from pywa_async.handlers import MessageHandler
from pywa_async.types.message import Message

from simulators.graph import GraphSimulator
from tests.phone_photo import phone_photo

pytestmark = pytest.mark.asyncio
PHONE = "6281200000017"
USER_ID = "ID.4410982237715530"


class ToSimulator(httpx.AsyncHTTPTransport):
    """Sends what is meant for graph.facebook.com to the stand-in; pywa has no setting for it."""

    def __init__(self, url: str) -> None:
        super().__init__()
        self._url = httpx.URL(url)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send one request elsewhere."""
        request.url = request.url.copy_with(scheme=self._url.scheme, host=self._url.host, port=self._url.port)
        return await super().handle_async_request(request)


@pytest_asyncio.fixture
async def graph() -> AsyncIterator[GraphSimulator]:
    """Run a stand-in to which one citizen has just written."""
    async with GraphSimulator() as simulator:
        simulator.citizen(PHONE, "Sari", USER_ID).text("Halo")
        yield simulator


@pytest_asyncio.fixture
async def pywa(graph: GraphSimulator) -> AsyncIterator[WhatsApp]:
    """Open pywa's client."""
    async with httpx.AsyncClient(transport=ToSimulator(graph.url)) as session:
        yield WhatsApp(phone_id=graph.phone_number_id, token=graph.token, session=session)


async def test_pywa_sends_a_text(graph: GraphSimulator, pywa: WhatsApp) -> None:
    sent = await pywa.send_message(to=PHONE, text="Baik.", tracker="outbox-7")
    assert [(s.wamid, s.text) for s in graph.sent(PHONE)] == [(sent.id, "Baik.")]


async def test_pywa_sends_to_a_business_scoped_id(graph: GraphSimulator, pywa: WhatsApp) -> None:
    await pywa.send_message(to=USER_ID, text="Baik.")
    assert [sent.body["recipient"] for sent in graph.sent()] == [USER_ID]


async def test_pywa_sends_buttons_and_they_can_be_pressed(graph: GraphSimulator, pywa: WhatsApp) -> None:
    buttons = [Button("Ya", callback_data="/affirm"), Button("Tidak", callback_data="/deny")]
    await pywa.send_message(to=PHONE, text="Benar?", buttons=buttons)
    assert graph.citizen(PHONE).press("/deny").startswith("wamid.")


async def test_pywa_sends_a_list(graph: GraphSimulator, pywa: WhatsApp) -> None:
    rows = [SectionRow(f"Topik {n}", callback_data=f"/topik{n}") for n in range(10)]
    await pywa.send_message(to=PHONE, text="Topik?", buttons=SectionList("Pilih", [Section("Topik", rows)]))
    assert len(graph.sent()[0].offers()) == 10


async def test_pywa_knows_the_closed_window(graph: GraphSimulator, pywa: WhatsApp) -> None:
    graph.citizen("6281200000018")
    with pytest.raises(ReEngagementMessage):
        await pywa.send_message(to="6281200000018", text="Baik.")


@pytest.mark.parametrize("code", [4, 100, 131026, 131031, 131042, 131056, 80007])
async def test_pywa_knows_every_error_by_its_code(graph: GraphSimulator, pywa: WhatsApp, code: int) -> None:
    graph.fail_next(code)
    with pytest.raises(WhatsAppError) as caught:
        await pywa.send_message(to=PHONE, text="Baik.")
    assert caught.value.code == code


async def test_pywa_fetches_a_photo(graph: GraphSimulator, pywa: WhatsApp) -> None:
    graph.citizen(PHONE).photo("Jalan rusak", b"\xff\xd8 foto")
    [media_id] = graph.store.media
    url = await pywa.get_media_url(media_id)
    assert await pywa.get_media_bytes(url.url) == b"\xff\xd8 foto"


async def test_pywa_marks_a_message_as_read(graph: GraphSimulator, pywa: WhatsApp) -> None:
    wamid = graph.citizen(PHONE).text("Masih di sana?")
    await pywa.mark_message_as_read(wamid)
    assert graph.store.read == [wamid]


async def test_pywa_believes_the_signature_and_reads_the_message(graph: GraphSimulator) -> None:
    body = graph.webhooks.bodies[-1]
    signature = graph.webhooks.headers(body)["X-Hub-Signature-256"]
    client = WhatsApp(server=None, app_secret="rahasia-simulasi", verify_token="janji")
    seen: list[str | None] = []

    async def note(_: WhatsApp, message: Message) -> None:
        seen.append(message.text)

    client.add_handlers(MessageHandler(note))  # type: ignore[arg-type] # typed for the client that blocks
    assert await client.webhook_update_validator(body, signature) is None
    assert await client.webhook_update_validator(body, "sha256=00") is not None
    await client.webhook_update_handler(update=body)
    assert seen == ["Halo"]


async def test_pywa_uploads_and_sends_a_photo(graph: GraphSimulator, pywa: WhatsApp) -> None:
    await pywa.send_image(to=PHONE, image=phone_photo(1), caption="Sudah", mime_type="image/jpeg")
    [sent] = graph.sent(PHONE)
    assert sent.text == "Sudah"
    assert graph.store.media[sent.body["image"]["id"]].data == phone_photo(1)
