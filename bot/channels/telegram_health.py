"""What Telegram says about our side of it."""

from datetime import UTC, datetime, timedelta

from telegram import WebhookInfo

from messages import ChannelCheck

#: Telegram keeps its last complaint for ever; an old one is over.
RECENT = timedelta(minutes=10)


def read_webhook_info(info: WebhookInfo, url: str, now: datetime) -> ChannelCheck:
    """Judge `getWebhookInfo`; `url` is where updates are to go, "" for polling."""
    told_at = info.last_error_date
    recent = told_at is not None and now - told_at.astimezone(UTC) < RECENT
    return ChannelCheck(
        token_valid=True,
        subscribed=info.url == url,
        waiting=info.pending_update_count,
        trouble=(info.last_error_message or "") if recent else "",
    )
