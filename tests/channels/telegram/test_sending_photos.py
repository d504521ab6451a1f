"""Photos out, against a strict Telegram."""

from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from bot.channels.errors import ConnectionFailed, MessageRefused
from bot.channels.telegram import Telegram
from messages import Button, OutboundFile, OutboundMessage
from simulators.telegram import TelegramSimulator
from tests.channels.telegram.conftest import CHAT, saying
from tests.phone_photo import SECRET, outgoing, phone_photo, tells_nothing

pytestmark = [
    pytest.mark.asyncio,
    pytest.mark.filterwarnings("ignore::telegram.warnings.PTBDeprecationWarning"),
]


def with_photos(folder: Path, text: str, *seeds: int, buttons: tuple[Button, ...] = ()) -> OutboundMessage:
    return replace(saying(text, *buttons), files=outgoing(folder, *seeds))


async def test_a_photo_goes_with_its_words_and_without_its_exif(
    telegram: Telegram, simulator: TelegramSimulator, tmp_path: Path
) -> None:
    sent = await telegram.send(with_photos(tmp_path, "Sudah *ditambal* <b>5/11</b>", 1))
    [message] = simulator.sent(CHAT)
    assert message["caption"] == "Sudah *ditambal* <b>5/11</b>"
    assert sent == f"message:{CHAT}:{message['message_id']}"
    [received] = simulator.photos_sent(CHAT)
    assert received == (tmp_path / "salinan-1.jpg").read_bytes()
    assert tells_nothing(received)
    assert SECRET in phone_photo(1)


async def test_several_photos_are_one_album_with_the_words_under_the_first(
    telegram: Telegram, simulator: TelegramSimulator, tmp_path: Path
) -> None:
    sent = await telegram.send(with_photos(tmp_path, "Sudah ditambal", 1, 2, 3, 4))
    messages = simulator.sent(CHAT)
    assert [message.get("caption") for message in messages] == ["Sudah ditambal", None, None, None]
    assert len({message["media_group_id"] for message in messages}) == 1
    assert sent.endswith(f":{messages[-1]['message_id']}")
    assert all(map(tells_nothing, simulator.photos_sent(CHAT)))
    assert simulator.calls.count("sendMediaGroup") == 1


@pytest.mark.parametrize(("letters", "captioned"), [(1024, 1), (1025, 0)])
async def test_words_too_long_for_a_caption_follow_as_a_message(
    telegram: Telegram, simulator: TelegramSimulator, tmp_path: Path, letters: int, captioned: int
) -> None:
    await telegram.send(with_photos(tmp_path, "x" * letters, 1))
    first, *rest = simulator.sent(CHAT)
    assert first.get("caption") == ("x" * letters if captioned else None)
    assert [message["text"] for message in rest] == ([] if captioned else ["x" * letters])


async def test_a_caption_is_counted_as_telegram_counts_it(
    telegram: Telegram, simulator: TelegramSimulator, tmp_path: Path
) -> None:
    await telegram.send(with_photos(tmp_path, "😀" * 513, 1))
    assert [message.get("text") for message in simulator.sent(CHAT)] == [None, "😀" * 513]


@pytest.mark.parametrize(("seeds", "messages"), [((1,), 1), ((1, 2), 3)])
async def test_buttons_stand_under_a_photo_or_under_the_words_after_an_album(
    telegram: Telegram, simulator: TelegramSimulator, tmp_path: Path, seeds: tuple[int, ...], messages: int
) -> None:
    await telegram.send(
        with_photos(tmp_path, "Sudah selesai?", *seeds, buttons=(Button("Sudah", "/affirm"),))
    )
    sent = simulator.sent(CHAT)
    assert len(sent) == messages
    assert ["reply_markup" in message for message in sent] == [*[False] * (messages - 1), True]


async def test_a_second_try_does_not_send_the_photos_again(
    telegram: Telegram, simulator: TelegramSimulator, tmp_path: Path
) -> None:
    message = with_photos(tmp_path, "kata " * 1000, 1, 2)
    simulator.fail_next("sendMessage", 502, "<html>")
    with pytest.raises(ConnectionFailed):
        await telegram.send(message)
    await telegram.send(message)
    assert simulator.calls.count("sendMediaGroup") == 1
    assert len(simulator.sent(CHAT)) == 4


async def test_an_album_that_failed_is_tried_again_as_a_whole(
    telegram: Telegram, simulator: TelegramSimulator, tmp_path: Path
) -> None:
    message = with_photos(tmp_path, "Sudah", 1, 2)
    simulator.fail_next("sendMediaGroup", 502, "<html>")
    with pytest.raises(ConnectionFailed):
        await telegram.send(message)
    await telegram.send(message)
    assert len(simulator.sent(CHAT)) == 2


async def test_a_photo_that_is_gone_from_the_disk_is_not_tried_for_ever(
    telegram: Telegram, simulator: TelegramSimulator, tmp_path: Path
) -> None:
    message = with_photos(tmp_path, "Sudah", 1)
    message.files[0].path.unlink()
    with pytest.raises(MessageRefused):
        await telegram.send(message)
    assert simulator.sent(CHAT) == []


@pytest.mark.parametrize("size", [(10, 210), (9000, 1001)])
async def test_the_simulator_refuses_what_telegram_refuses(
    telegram: Telegram, tmp_path: Path, size: tuple[int, int]
) -> None:
    content = BytesIO()
    Image.new("RGB", size).save(content, "JPEG")
    (tmp_path / "foto.jpg").write_bytes(content.getvalue())
    file = OutboundFile(tmp_path / "foto.jpg", "image/jpeg", "foto.jpg")
    with pytest.raises(MessageRefused, match=r"(?i)photo_invalid_dimensions"):
        await telegram.send(replace(saying("Sudah"), files=(file,)))


async def test_the_simulator_refuses_a_photo_that_is_none(telegram: Telegram, tmp_path: Path) -> None:
    (tmp_path / "foto.jpg").write_bytes(b"\xff\xd8\xff bukan foto")
    file = OutboundFile(tmp_path / "foto.jpg", "image/jpeg", "foto.jpg")
    with pytest.raises(MessageRefused, match=r"(?i)image_process_failed"):
        await telegram.send(replace(saying("Sudah"), files=(file, file)))
