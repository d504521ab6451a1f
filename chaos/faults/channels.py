"""Channels that are slow, sick, silent, or refuse us."""

from dataclasses import dataclass
from http import HTTPStatus

from chaos.citizens import TELEGRAM
from chaos.faults.base import Note
from chaos.proxy import Toxic
from chaos.town import Town


@dataclass(frozen=True, slots=True)
class SickLine:
    """Both channels' addresses are reached through a line like this, for so many of the product's seconds."""

    toxic: Toxic
    seconds: float

    @property
    def name(self) -> str:
        """What it is, by what is not as usual."""
        return f"the line to the channels: {self.toxic}"

    async def strike(self, town: Town) -> list[Note]:
        """Infect, wait, heal. Answers may be lost on such a line: what was taken meanwhile may be sent again."""
        taken = town.sends_taken()
        lines = (town.telegram_api, town.graph_api)
        for line in lines:
            line.infect(self.toxic)
        await town.sleep(self.seconds)
        for line in lines:
            line.heal()
        if self.toxic.loses_answers:
            town.expect_doubles(town.sends_taken() - taken)
        return []


@dataclass(frozen=True, slots=True)
class ChannelErrors:
    """The next `times` sends are refused on both channels: by this status on Telegram, this code on WhatsApp."""

    status: HTTPStatus
    code: int
    times: int = 5
    retry_after: int = 3

    @property
    def name(self) -> str:
        """What it is."""
        return f"{self.times} answers {self.status} on Telegram, {self.code} on WhatsApp"

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
        town.graph.fail_next(self.code, times=self.times, retry_after=self.retry_after)
        return []


@dataclass(frozen=True, slots=True)
class TokensRevoked:
    """Both tokens are refused for so many of the product's seconds, until somebody puts them right."""

    seconds: float
    name: str = f"tokens of {TELEGRAM} and of WhatsApp revoked"

    async def strike(self, town: Town) -> list[Note]:
        """Refuse, wait, allow again."""
        token, town.graph.token = town.graph.token, "another"
        town.telegram.revoke_token()
        await town.sleep(self.seconds)
        town.graph.token = token
        town.telegram.revoke_token(revoked=False)
        return []
