"""Where one person is reached on one channel."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Address:
    """One person's id on one channel, within one business scope.

    `scope` is the business side of the id: the bot's id on Telegram, the phone-number id on WhatsApp and the page's
    on Messenger (whose people's ids mean nothing elsewhere), the installation on the web chat. `aliases` are other
    ids the channel gave for the same person in the same breath (a WhatsApp phone beside a business-scoped id).
    """

    channel: str
    scope: str
    id: str
    phone: str | None = None
    aliases: tuple[str, ...] = ()
