"""The channels the settings ask for, with their connections open."""

from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass

from app.texts import HouseTexts, list_words
from bot.channels.base import Channel
from bot.channels.telegram import Telegram
from bot.channels.web import WebChannel
from bot.channels.whatsapp import WhatsApp
from settings import Settings
from storage.sweep import UPLOADS


@dataclass(frozen=True, slots=True)
class Lines:
    """Every channel that is on."""

    web: WebChannel
    telegram: Telegram | None
    whatsapp: WhatsApp | None

    @property
    def by_name(self) -> Mapping[str, Channel]:
        """Return those that are on by their names."""
        return {each.name: each for each in (self.web, self.telegram, self.whatsapp) if each is not None}


@asynccontextmanager
async def open_lines(settings: Settings, texts: HouseTexts) -> AsyncIterator[Lines]:
    """Open what is configured; the services themselves need not be reachable."""
    async with AsyncExitStack() as stack:
        telegram, whatsapp = _telegram(settings), _whatsapp(settings, texts)
        for channel in (telegram, whatsapp):
            if channel is not None:
                await channel.open()
                stack.push_async_callback(channel.close)
        yield Lines(WebChannel(settings.media_dir / UPLOADS), telegram, whatsapp)


def _telegram(settings: Settings) -> Telegram | None:
    token = settings.telegram_token.get_secret_value()
    if not token:
        return None
    secret = settings.telegram_webhook_secret.get_secret_value()
    return Telegram(token=token, secret=secret, api_base_url=settings.telegram_api_url)


def _whatsapp(settings: Settings, texts: HouseTexts) -> WhatsApp | None:
    token = settings.whatsapp_token.get_secret_value()
    if not token:
        return None
    return WhatsApp(
        token=token,
        phone_number_id=settings.whatsapp_phone_number_id,
        app_secret=settings.whatsapp_app_secret.get_secret_value(),
        verify_token=settings.whatsapp_verify_token.get_secret_value(),
        api_base_url=settings.whatsapp_api_url,
        template=settings.whatsapp_template,
        words=list_words(texts),
        per_second=settings.whatsapp_per_second,
    )
