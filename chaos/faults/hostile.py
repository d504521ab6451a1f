"""Bodies that no channel would send, signed as if one had."""

from dataclasses import dataclass
from http import HTTPStatus

import aiohttp

from chaos.faults.base import Note
from chaos.hostile import bodies
from chaos.town import Town


@dataclass(frozen=True, slots=True)
class HostileBodies:
    """Each of chaos/hostile.py's bodies, at every webhook."""

    name: str = "bodies that are no messages, well signed"

    async def strike(self, town: Town) -> list[Note]:
        """Post them; none may break us, for an error is delivered again for days."""
        updates = town.telegram.updates
        broken = 0
        async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=60)) as session:
            for body in bodies():
                for hooks in (service.webhooks for service in town.of_meta):
                    broken += await _breaks(session, hooks.url, body, hooks.headers(body))
                if updates.webhook is not None:
                    broken += await _breaks(session, updates.webhook.url, body, updates.webhook.headers)
        return [Note("G10-bodies", "answered 5xx {:.0f}", broken, 0)]


async def _breaks(session: aiohttp.ClientSession, url: str, body: bytes, headers: dict[str, str]) -> bool:
    async with session.post(url, data=body, headers=headers) as answer:
        return answer.status >= HTTPStatus.INTERNAL_SERVER_ERROR
