"""A second client, written by others, finds the simulator to be Telegram."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.exceptions import (
    TelegramBadRequest,
    TelegramConflictError,
    TelegramForbiddenError,
    TelegramRetryAfter,
    TelegramServerError,
    TelegramUnauthorizedError,
)
from aiogram.types import (
    BotCommand,
    BufferedInputFile,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputMediaPhoto,
)

from simulators.telegram import TelegramSimulator
from tests.phone_photo import phone_photo

pytestmark = pytest.mark.asyncio
CHAT = 8100002


@pytest_asyncio.fixture
async def bot(simulator: TelegramSimulator) -> AsyncIterator[Bot]:
    """Open aiogram's bot; one citizen has pressed start."""
    simulator.citizen(CHAT, "Bagus").text("/start")
    session = AiohttpSession(api=TelegramAPIServer.from_base(simulator.api_base_url))
    async with Bot(simulator.token, session=session) as opened:
        yield opened


async def test_it_knows_itself_and_sets_its_menu(bot: Bot, simulator: TelegramSimulator) -> None:
    assert (await bot.get_me()).id == 7000001
    assert await bot.set_my_commands([BotCommand(command="lapor", description="Buat laporan")])
    assert simulator.commands == [{"command": "lapor", "description": "Buat laporan"}]
    with pytest.raises(TelegramBadRequest, match="BOT_COMMAND_INVALID"):
        await bot.set_my_commands([BotCommand(command="Lapor!", description="Buat laporan")])


async def test_a_dialogue_with_a_button(bot: Bot, simulator: TelegramSimulator) -> None:
    button = InlineKeyboardButton(text="Ya", callback_data="/affirm")
    await bot.send_chat_action(CHAT, "typing")
    sent = await bot.send_message(
        CHAT, "Kirim?", reply_markup=InlineKeyboardMarkup(inline_keyboard=[[button]])
    )
    simulator.citizen(CHAT).press("/affirm")
    *_, update = await bot.get_updates()
    assert update.callback_query
    assert await bot.answer_callback_query(update.callback_query.id)
    with pytest.raises(TelegramBadRequest, match="query is too old"):
        await bot.answer_callback_query(update.callback_query.id)
    await bot.edit_message_text("Terkirim.", chat_id=CHAT, message_id=sent.message_id)
    assert [message["text"] for message in simulator.sent(CHAT)] == ["Terkirim."]
    with pytest.raises(TelegramBadRequest, match="message is not modified"):
        await bot.edit_message_text("Terkirim.", chat_id=CHAT, message_id=sent.message_id)


async def test_updates_are_kept_until_confirmed(bot: Bot, simulator: TelegramSimulator) -> None:
    simulator.citizen(CHAT).text("kedua")
    first = await bot.get_updates()
    assert first == await bot.get_updates()
    assert [update.update_id for update in await bot.get_updates(offset=first[0].update_id + 1)] == [
        first[1].update_id
    ]
    assert await bot.get_updates(offset=first[1].update_id + 1) == []


async def test_a_negative_offset_forgets_the_older(bot: Bot, simulator: TelegramSimulator) -> None:
    simulator.citizen(CHAT).text("kedua")
    [update] = await bot.get_updates(offset=-1)
    assert update.message
    assert update.message.text == "kedua"


async def test_updates_not_asked_for_do_not_come(bot: Bot, simulator: TelegramSimulator) -> None:
    await bot.get_updates(allowed_updates=["message"])
    simulator.citizen(CHAT).block()
    assert len(await bot.get_updates()) == 1


async def test_a_webhook_and_polling_exclude_each_other(bot: Bot) -> None:
    await bot.set_webhook("https://contoh.invalid/telegram", secret_token="rahasia-uji")
    info = await bot.get_webhook_info()
    assert (info.url, info.pending_update_count) == ("https://contoh.invalid/telegram", 1)
    with pytest.raises(TelegramConflictError, match="webhook is active"):
        await bot.get_updates()
    await bot.delete_webhook()
    assert len(await bot.get_updates()) == 1


async def test_a_webhook_needs_https_and_a_decent_secret(bot: Bot) -> None:
    with pytest.raises(TelegramBadRequest, match="HTTPS"):
        await bot.set_webhook("http://contoh.invalid/telegram")
    with pytest.raises(TelegramBadRequest, match="unallowed characters"):
        await bot.set_webhook("https://contoh.invalid/telegram", secret_token="rahasia uji")


async def test_of_two_pollers_one_is_turned_away(bot: Bot, simulator: TelegramSimulator) -> None:
    import asyncio

    await bot.get_updates(offset=700_002)
    first = asyncio.create_task(bot.get_updates(timeout=20))
    await asyncio.sleep(0.1)
    second = asyncio.create_task(bot.get_updates(timeout=20))
    with pytest.raises(TelegramConflictError, match="terminated by other getUpdates"):
        await first
    simulator.citizen(CHAT).text("kedua")
    assert len(await second) == 1


@pytest.mark.parametrize(
    ("text", "said"),
    [("", "message text is empty"), (" \n", "is empty"), ("😀" * 2049, "message is too long")],
)
async def test_texts_of_the_wrong_length_are_refused(bot: Bot, text: str, said: str) -> None:
    with pytest.raises(TelegramBadRequest, match=said):
        await bot.send_message(CHAT, text)


async def test_buttons_telegram_refuses_are_refused(bot: Bot) -> None:
    for button in (
        InlineKeyboardButton(text="Ya", callback_data="é" * 33),
        InlineKeyboardButton(text="Ya"),
        InlineKeyboardButton(text="", callback_data="x"),
    ):
        with pytest.raises(TelegramBadRequest, match=r"BUTTON_DATA_INVALID|inline keyboard button"):
            await bot.send_message(
                CHAT, "Halo", reply_markup=InlineKeyboardMarkup(inline_keyboard=[[button]])
            )


async def test_strangers_and_those_who_blocked_are_out_of_reach(
    bot: Bot, simulator: TelegramSimulator
) -> None:
    with pytest.raises(TelegramBadRequest, match="chat not found"):
        await bot.send_message(404, "Halo")
    simulator.citizen(CHAT).block()
    with pytest.raises(TelegramForbiddenError, match="blocked by the user"):
        await bot.send_message(CHAT, "Halo")


async def test_a_field_nobody_knows_is_refused(bot: Bot) -> None:
    with pytest.raises(TelegramBadRequest, match="unknown parameter parse_mode"):
        await bot.send_message(CHAT, "Halo", parse_mode="HTML")


async def test_files_are_served_under_the_token(bot: Bot, simulator: TelegramSimulator) -> None:
    file_id = simulator.citizen(CHAT).voice(b"suara")["voice"]["file_id"]
    file = await bot.download(file_id)
    assert file
    assert file.read() == b"suara"
    with pytest.raises(TelegramBadRequest, match="invalid file_id"):
        await bot.get_file("tidak-ada")


async def test_faults_hit_the_next_call_only(bot: Bot, simulator: TelegramSimulator) -> None:
    simulator.fail_next(
        "getMe", 500, {"ok": False, "error_code": 500, "description": "Internal Server Error"}
    )
    with pytest.raises(TelegramServerError):
        await bot.get_me()
    assert (await bot.get_me()).is_bot


async def test_a_revoked_token_is_unknown(bot: Bot, simulator: TelegramSimulator) -> None:
    simulator.revoke_token()
    with pytest.raises(TelegramUnauthorizedError):
        await bot.get_me()


async def test_too_many_messages_to_one_chat_are_throttled() -> None:
    async with TelegramSimulator("7000001:token-uji-token-uji-token", seconds_per_message=30) as simulator:
        simulator.citizen(CHAT).text("/start")
        simulator.citizen(CHAT + 1).text("/start")
        session = AiohttpSession(api=TelegramAPIServer.from_base(simulator.api_base_url))
        async with Bot(simulator.token, session=session) as bot:
            await bot.send_message(CHAT, "satu")
            with pytest.raises(TelegramRetryAfter) as raised:
                await bot.send_message(CHAT, "dua")
            await bot.send_message(CHAT + 1, "satu")
    assert raised.value.retry_after == 30


async def test_photos_alone_and_as_an_album(bot: Bot, simulator: TelegramSimulator) -> None:
    photos = [phone_photo(seed) for seed in (1, 2)]
    files = [BufferedInputFile(photo, "foto.jpg") for photo in photos]
    sent = await bot.send_photo(CHAT, files[0], caption="Sudah")
    assert sent.photo
    assert sent.caption == "Sudah"
    album = await bot.send_media_group(CHAT, [InputMediaPhoto(media=file) for file in files])
    assert len({message.media_group_id for message in album}) == 1
    assert simulator.photos_sent(CHAT) == [photos[0], *photos]
    with pytest.raises(TelegramBadRequest, match="caption is too long"):
        await bot.send_photo(CHAT, files[0], caption="x" * 1025)
    with pytest.raises(TelegramBadRequest, match="2-10"):
        await bot.send_media_group(CHAT, [InputMediaPhoto(media=files[0])])
