"""The channels the settings ask for, with their connections open."""

from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass

from app.texts import HouseTexts, list_words
from bot.channels.base import Channel
from bot.channels.graph_channel import GraphChannel
from bot.channels.messenger import Messenger
from bot.channels.telegram import Telegram
from bot.channels.web import WebChannel
from bot.channels.whatsapp import WhatsApp
from bot.reader import Posting
from settings import Settings
from storage.sweep import UPLOADS


@dataclass(frozen=True, slots=True)
class Lines:
    """Every channel that is on."""

    web: WebChannel
    telegram: Telegram | None
    whatsapp: WhatsApp | None
    messenger: Messenger | None

    @property
    def by_name(self) -> Mapping[str, Channel]:
        """Return those that are on by their names."""
        found: tuple[Channel | None, ...] = (self.web, self.telegram, self.whatsapp, self.messenger)
        return {each.name: each for each in found if each is not None}

    @property
    def posting(self) -> Mapping[str, Posting]:
        """Return those that are on and may post webhooks, by their names."""
        found: tuple[Posting | None, ...] = (self.telegram, *self.of_meta)
        return {each.name: each for each in found if each is not None}

    @property
    def of_meta(self) -> tuple[GraphChannel, ...]:
        """Return those that are Meta's, and on."""
        return tuple(each for each in (self.whatsapp, self.messenger) if each is not None)


@asynccontextmanager
async def open_lines(settings: Settings, texts: HouseTexts) -> AsyncIterator[Lines]:
    """Open what is configured; the services themselves need not be reachable."""
    async with AsyncExitStack() as stack:
        telegram, whatsapp, messenger = _telegram(settings), _whatsapp(settings, texts), _messenger(settings)
        for channel in (telegram, whatsapp, messenger):
            if channel is not None:
                await channel.open()
                stack.push_async_callback(channel.close)
        yield Lines(WebChannel(settings.media_dir / UPLOADS), telegram, whatsapp, messenger)


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


def _messenger(settings: Settings) -> Messenger | None:
    token = settings.messenger_token.get_secret_value()
    if not token:
        return None
    return Messenger(
        token=token,
        page_id=settings.messenger_page_id,
        app_secret=settings.messenger_app_secret.get_secret_value(),
        verify_token=settings.messenger_verify_token.get_secret_value(),
        api_base_url=settings.messenger_api_url,
        human_agent=settings.messenger_human_agent,
    )
