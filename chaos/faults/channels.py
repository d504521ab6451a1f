"""Channels that are slow, sick, silent, or refuse us."""

from dataclasses import dataclass
from http import HTTPStatus

from chaos.faults.base import Note
from chaos.proxy import Toxic
from chaos.town import Town

ANOTHER = "another"  #: than the product's own


@dataclass(frozen=True, slots=True)
class SickLine:
    """All channels' addresses are reached through a line like this, for so many of the product's seconds."""

    toxic: Toxic
    seconds: float

    @property
    def name(self) -> str:
        """What it is, by what is not as usual."""
        return f"the line to the channels: {self.toxic}"

    async def strike(self, town: Town) -> list[Note]:
        """Infect, wait, heal. Answers may be lost on such a line: what was taken meanwhile may be sent again."""
        taken = town.sends_taken()
        for line in town.lines:
            line.infect(self.toxic)
        await town.sleep(self.seconds)
        for line in town.lines:
            line.heal()
        if self.toxic.loses_answers:
            town.expect_doubles(town.sends_taken() - taken)
        return []


@dataclass(frozen=True, slots=True)
class ChannelErrors:
    """The next `times` sends are refused on each channel: by this status on Telegram, these codes of Meta's."""

    status: HTTPStatus
    whatsapp: int
    messenger: int
    times: int = 5
    retry_after: int = 3

    @property
    def name(self) -> str:
        """What it is."""
        codes = f"{self.whatsapp} on WhatsApp, {self.messenger} on Messenger"
        return f"{self.times} answers {self.status} on Telegram, {codes}"

    async def strike(self, town: Town) -> list[Note]:
        """Put the refusals in line."""
        body = {"ok": False, "error_code": int(self.status), "description": self.status.phrase}
        if self.status is HTTPStatus.TOO_MANY_REQUESTS:
            body["parameters"] = {"retry_after": self.retry_after}
        html = "<html><title>502 Bad Gateway</title></html>"
        for _ in range(self.times):
            town.telegram.fail_next(
                "sendMessage", self.status, html if self.status == HTTPStatus.BAD_GATEWAY else body
            )
        town.graph.fail_next(self.whatsapp, times=self.times, retry_after=self.retry_after)
        town.page.fail_next(self.messenger, times=self.times, retry_after=self.retry_after)
        return []


@dataclass(frozen=True, slots=True)
class TokensRevoked:
    """All tokens are refused for so many of the product's seconds, until somebody puts them right."""

    seconds: float
    name: str = "the tokens of all channels revoked"

    async def strike(self, town: Town) -> list[Note]:
        """Refuse, wait, allow again."""
        tokens = [service.token for service in town.of_meta]
        for service in town.of_meta:
            service.token = ANOTHER
        town.telegram.revoke_token()
        await town.sleep(self.seconds)
        for service, token in zip(town.of_meta, tokens, strict=True):
            service.token = token
        town.telegram.revoke_token(revoked=False)
        return []
