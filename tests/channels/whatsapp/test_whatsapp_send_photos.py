"""Photos out, through the simulated service."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.channels.errors import ChannelBroken, ConnectionFailed, MessageRefused, WindowClosed
from bot.channels.whatsapp import WhatsApp
from messages import Button, OutboundFile, OutboundMessage
from simulators.graph import GraphSimulator
from tests.channels.whatsapp.conftest import PHONE
from tests.phone_photo import outgoing, tells_nothing

pytestmark = pytest.mark.asyncio


@pytest.fixture
def photos(answer: OutboundMessage, tmp_path: Path) -> OutboundMessage:
    """Return an answer with two photos."""
    return replace(answer, files=outgoing(tmp_path, 1, 2), tracker="7")


@pytest.fixture(autouse=True)
def written(graph: GraphSimulator) -> None:
    """Let the citizen have just written."""
    graph.citizen(PHONE).text("Halo")


def uploaded(graph: GraphSimulator) -> list[bytes]:
    return [data.data for media_id, data in graph.store.media.items() if media_id in graph.store.uploaded]


async def test_photos_are_uploaded_and_sent_with_the_words_under_the_first(
    graph: GraphSimulator, online: WhatsApp, photos: OutboundMessage
) -> None:
    wamid = await online.send(photos)
    first, last = graph.sent(PHONE)
    assert [first.body["image"].get("caption"), last.body["image"].get("caption")] == ["Baik.", None]
    assert last.wamid == wamid
    assert ["biz_opaque_callback_data" in sent.body for sent in (first, last)] == [False, True]
    received = [graph.store.media[sent.body["image"]["id"]].data for sent in (first, last)]
    assert received == [file.path.read_bytes() for file in photos.files]
    assert all(map(tells_nothing, received))


@pytest.mark.parametrize(("letters", "kinds"), [(1024, ["image"]), (1025, ["image", "text"])])
async def test_words_too_long_for_a_caption_follow_as_a_message(
    graph: GraphSimulator, online: WhatsApp, photos: OutboundMessage, letters: int, kinds: list[str]
) -> None:
    await online.send(replace(photos, text="x" * letters, files=photos.files[:1]))
    assert [sent.body["type"] for sent in graph.sent()] == kinds
    assert graph.sent()[-1].text == "x" * letters


async def test_buttons_come_with_the_words_after_the_photos(
    graph: GraphSimulator, online: WhatsApp, photos: OutboundMessage
) -> None:
    await online.send(replace(photos, buttons=(Button("Sudah", "/affirm"),)))
    assert [sent.body["type"] for sent in graph.sent()] == ["image", "image", "interactive"]


async def test_a_second_try_uploads_and_sends_only_what_is_missing(
    graph: GraphSimulator, online: WhatsApp, photos: OutboundMessage
) -> None:
    graph.fail_next(by_webhook=True)
    graph.fail_next(131000)
    with pytest.raises(ConnectionFailed):
        await online.send(photos)
    await online.send(photos)
    assert [sent.text for sent in graph.sent()] == ["Baik.", ""]
    assert len(uploaded(graph)) == 2


async def test_an_upload_that_failed_is_tried_again_alone(
    graph: GraphSimulator, online: WhatsApp, photos: OutboundMessage
) -> None:
    await online.send(replace(photos, tracker="1"))
    graph.fail_next_upload(131000)
    with pytest.raises(ConnectionFailed):
        await online.send(photos)
    await online.send(photos)
    assert len(uploaded(graph)) == 4
    assert len(graph.sent()) == 4


@pytest.mark.parametrize(("code", "error"), [(190, ChannelBroken), (131053, MessageRefused)])
async def test_a_refused_upload_is_told_apart(
    graph: GraphSimulator, online: WhatsApp, photos: OutboundMessage, code: int, error: type[Exception]
) -> None:
    graph.fail_next_upload(code)
    with pytest.raises(error):
        await online.send(photos)
    assert graph.sent() == []


async def test_nothing_is_uploaded_while_the_window_is_closed(
    graph: GraphSimulator, online: WhatsApp, photos: OutboundMessage
) -> None:
    with pytest.raises(WindowClosed):
        await online.send(replace(photos, last_inbound_at=datetime.now(UTC) - timedelta(days=1)))
    assert uploaded(graph) == []


async def test_a_photo_that_is_gone_from_the_disk_is_not_tried_for_ever(
    graph: GraphSimulator, online: WhatsApp, photos: OutboundMessage
) -> None:
    photos.files[1].path.unlink()
    with pytest.raises(MessageRefused):
        await online.send(photos)
    assert graph.sent() == []


@pytest.mark.parametrize(
    ("content", "mime"),
    [
        (b"RIFF0000WEBP", "image/webp"),
        (b"bukan foto", "image/jpeg"),
        (b"\xff\xd8\xff" + bytes(5_000_000), "image/jpeg"),
        (b"", "image/jpeg"),
    ],
    ids=["a type it does not send", "another type inside", "too large", "empty"],
)
async def test_the_stand_in_refuses_what_the_service_refuses(
    online: WhatsApp, photos: OutboundMessage, content: bytes, mime: str
) -> None:
    photos.files[0].path.write_bytes(content)
    file = OutboundFile(photos.files[0].path, mime, "foto.jpg")
    with pytest.raises(MessageRefused):
        await online.send(replace(photos, files=(file,)))
