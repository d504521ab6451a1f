"""Answers out, files in, against a strict Telegram."""

import logging
from datetime import timedelta
from typing import Any

import pytest

from bot.channels.errors import (
    ChannelBroken,
    ChatMoved,
    ConnectionFailed,
    ContactStopped,
    FileGone,
    MessageRefused,
    SendError,
    Throttled,
)
from bot.channels.telegram import Telegram
from messages import Address, Attachment, Button, InboundMessage, MessageKind, OutboundMessage
from simulators.telegram import TelegramSimulator
from tests.channels.telegram.conftest import CHAT, TOKEN, dumped, saying

pytestmark = [
    pytest.mark.asyncio,
    pytest.mark.filterwarnings("ignore::telegram.warnings.PTBDeprecationWarning"),
]


def answer(status: int, description: str, **parameters: int) -> dict[str, Any]:
    told = {"ok": False, "error_code": status, "description": description}
    return told | ({"parameters": parameters} if parameters else {})


async def test_what_is_sent_arrives_as_it_is(telegram: Telegram, simulator: TelegramSimulator) -> None:
    sent = await telegram.send(saying("Nomor *laporan* _Anda_ <b>42</b> 😀"))
    [message] = simulator.sent(CHAT)
    assert message["text"] == "Nomor *laporan* _Anda_ <b>42</b> 😀"
    assert sent == f"message:{CHAT}:{message['message_id']}"


async def test_a_reply_names_the_message_as_sending_named_it(
    telegram: Telegram, simulator: TelegramSimulator
) -> None:
    sent = await telegram.send(saying("Di mana letaknya?"))
    simulator.citizen(CHAT).text("Di sini", reply_to_message=simulator.sent(CHAT)[0])
    *_, update = await telegram.updates(0, 0)
    [(event, _)] = telegram.read(dumped(update))
    assert isinstance(event, InboundMessage)
    assert event.reply_to == sent


async def test_a_long_answer_goes_in_parts_with_the_buttons_last(
    telegram: Telegram, simulator: TelegramSimulator
) -> None:
    sent = await telegram.send(saying("kata " * 1500, Button("Ya", "/affirm")))
    first, second = simulator.sent(CHAT)
    assert "reply_markup" not in first
    assert second["reply_markup"]["inline_keyboard"] == [[{"text": "Ya", "callback_data": "/affirm"}]]
    assert sent.endswith(f":{second['message_id']}")


async def test_a_second_try_does_not_repeat_the_parts_already_sent(
    telegram: Telegram, simulator: TelegramSimulator
) -> None:
    await telegram.send(saying("pendek", tracker="0"))
    simulator.fail_next("sendMessage", 200, {"ok": True, "result": first_sent(simulator)})
    simulator.fail_next("sendMessage", 502, "<html>")
    with pytest.raises(ConnectionFailed):
        await telegram.send(saying("kata " * 1500))
    await telegram.send(saying("kata " * 1500))
    assert len(simulator.sent(CHAT)) == 2


async def test_short_buttons_share_a_row_and_long_ones_do_not(
    telegram: Telegram, simulator: TelegramSimulator
) -> None:
    titles = ["Ya", "Tidak", "Jalan rusak atau berlubang", "Lampu jalan", "Sampah"]
    await telegram.send(saying("Pilih:", *(Button(title, title) for title in titles)))
    [message] = simulator.sent(CHAT)
    rows = [[key["text"] for key in row] for row in message["reply_markup"]["inline_keyboard"]]
    assert rows == [["Ya", "Tidak"], ["Jalan rusak atau berlubang"], ["Lampu jalan", "Sampah"]]


@pytest.mark.parametrize(
    ("status", "body", "error"),
    [
        (429, answer(429, "Too Many Requests: retry after 7", retry_after=7), Throttled),
        (403, answer(403, "Forbidden: user is deactivated"), ContactStopped),
        (400, answer(400, "Bad Request: group chat was upgraded", migrate_to_chat_id=-100500), ChatMoved),
        (400, answer(400, "Bad Request: message is too long"), MessageRefused),
        (401, answer(401, "Unauthorized"), ChannelBroken),
        (404, answer(404, "Not Found"), ChannelBroken),
        (500, answer(500, "Internal Server Error"), ConnectionFailed),
        (502, "<html>Bad Gateway</html>", ConnectionFailed),
        (403, "<html>Diblokir oleh proxy kantor</html>", ConnectionFailed),
        (200, "<html>Silakan masuk ke WiFi</html>", ConnectionFailed),
        (200, '{"ok":true,"result":', ConnectionFailed),
    ],
)
async def test_telegrams_refusals_are_told_apart(
    telegram: Telegram, simulator: TelegramSimulator, status: int, body: Any, error: type[SendError]
) -> None:
    simulator.fail_next("sendMessage", status, body)
    with pytest.raises(SendError) as raised:
        await telegram.send(saying("Halo"))
    assert type(raised.value) is error
    assert TOKEN not in repr(raised.value)


async def test_a_throttled_send_knows_how_long_to_wait(
    telegram: Telegram, simulator: TelegramSimulator
) -> None:
    body = answer(429, "Too Many Requests: retry after 7", retry_after=7)
    simulator.fail_next("sendMessage", 429, body)
    with pytest.raises(Throttled) as raised:
        await telegram.send(saying("Halo"))
    assert raised.value.retry_after == timedelta(seconds=7)


async def test_a_moved_chat_tells_its_new_id(telegram: Telegram, simulator: TelegramSimulator) -> None:
    simulator.fail_next("sendMessage", 400, answer(400, "Bad Request: moved", migrate_to_chat_id=-100500))
    with pytest.raises(ChatMoved) as raised:
        await telegram.send(saying("Halo"))
    assert raised.value.new_id == "-100500"


async def test_a_silent_telegram_is_a_failed_connection(
    telegram: Telegram, simulator: TelegramSimulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.channels.telegram_request.READ_TIMEOUT", 0.2)
    monkeypatch.setattr("bot.channels.telegram_request.CONNECT_TIMEOUT", 0.2)
    simulator.fail_next("sendMessage", 200, {"ok": True}, after=5)
    with pytest.raises(ConnectionFailed):
        await telegram.send(saying("Halo"))


async def test_an_unreachable_telegram_is_a_failed_connection() -> None:
    telegram = Telegram(TOKEN, None, "http://127.0.0.1:9")
    await telegram.open()
    with pytest.raises(ConnectionFailed) as raised:
        await telegram.send(saying("Halo"))
    await telegram.close()
    assert TOKEN not in repr(raised.value)


async def test_the_simulators_own_refusals_are_understood(
    telegram: Telegram, simulator: TelegramSimulator
) -> None:
    with pytest.raises(MessageRefused):
        await telegram.send(saying("  "))
    with pytest.raises(MessageRefused):
        await telegram.send(saying("Halo", Button("Ya", "x" * 65)))
    with pytest.raises(MessageRefused):
        await telegram.send(OutboundMessage(Address("telegram", "7000001", "404"), "Halo"))
    simulator.citizen(CHAT).block()
    with pytest.raises(ContactStopped):
        await telegram.send(saying("Halo"))
    simulator.revoke_token()
    with pytest.raises(ChannelBroken):
        await telegram.send(saying("Halo"))


async def test_text_no_service_takes_is_sent_without_what_it_refuses(
    telegram: Telegram, simulator: TelegramSimulator
) -> None:
    await telegram.send(saying("jalan\0 \ud83d rusak"))
    assert simulator.sent(CHAT)[0]["text"] == "jalan\ufffd \ufffd rusak"


async def test_a_pressed_button_is_acknowledged_and_a_second_time_does_no_harm(
    telegram: Telegram, simulator: TelegramSimulator
) -> None:
    await telegram.send(saying("Kirim?", Button("Ya", "/affirm")))
    simulator.citizen(CHAT).press("Ya")
    *_, update = await telegram.updates(0, 0)
    [(event, _)] = telegram.read(dumped(update))
    await telegram.acknowledge(event)
    assert not simulator.queries
    await telegram.acknowledge(event)
    assert simulator.calls.count("answerCallbackQuery") == 2


async def test_only_a_button_is_acknowledged(telegram: Telegram, simulator: TelegramSimulator) -> None:
    [update] = await telegram.updates(0, 0)
    [(event, _)] = telegram.read(dumped(update))
    await telegram.acknowledge(event)
    assert "answerCallbackQuery" not in simulator.calls


async def test_a_photo_is_fetched_as_it_was_sent(telegram: Telegram, simulator: TelegramSimulator) -> None:
    photo = simulator.citizen(CHAT).photo(data=b"gambar" * 1000)["photo"][-1]
    assert await telegram.download(attachment(photo["file_id"]), 10_000) == b"gambar" * 1000


async def test_a_file_that_is_gone_or_too_large_is_gone(
    telegram: Telegram, simulator: TelegramSimulator
) -> None:
    large = simulator.keep_file(bytes(1001))["file_id"]
    for file_id in ("tidak-ada", large):
        with pytest.raises(FileGone):
            await telegram.download(attachment(file_id), 1000)


async def test_a_file_larger_than_it_claims_is_not_read_to_the_end(
    telegram: Telegram, simulator: TelegramSimulator
) -> None:
    file_id = simulator.keep_file(bytes(2000))["file_id"]
    told = {"file_id": file_id, "file_unique_id": "u", "file_size": 10, "file_path": f"files/{file_id}"}
    simulator.fail_next("getFile", 200, {"ok": True, "result": told})
    with pytest.raises(FileGone):
        await telegram.download(attachment(file_id), 1000)


async def test_neither_token_nor_words_reach_the_log(
    telegram: Telegram, simulator: TelegramSimulator, caplog: pytest.LogCaptureFixture
) -> None:
    file_id = simulator.keep_file(b"x")["file_id"]
    with caplog.at_level(logging.DEBUG):
        await telegram.send(saying("kata-warga"))
        await telegram.download(attachment(file_id), 10)
        await telegram.updates(0, 0)
        await telegram.remove_webhook()
        simulator.fail_next("sendMessage", 500, '{"ok": kata-warga}')
        with pytest.raises(ConnectionFailed):
            await telegram.send(saying("kata-warga"))
        simulator.revoke_token()
        with pytest.raises(SendError):
            await telegram.send(saying("kata-warga"))
    assert TOKEN not in caplog.text
    assert "kata-warga" not in caplog.text


def attachment(file_id: str) -> Attachment:
    return Attachment(MessageKind.PHOTO, file_id)


def first_sent(simulator: TelegramSimulator) -> dict[str, Any]:
    return simulator.sent(CHAT)[0]
