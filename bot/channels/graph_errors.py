"""Graph's error codes, sorted by what the sender is to do about them.

The code decides, sometimes with its subcode, never the title and hardly the HTTP status. Codes below 1000 mean the same
on all of Graph; each service adds its own.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from http import HTTPStatus

from bot.channels.errors import ChannelBroken, ConnectionFailed, MessageRefused, SendError, Throttled
from bot.channels.graph_json import Json, table

Kind = type[SendError]

COMMON: Mapping[int, Kind] = {
    4: Throttled,  # the app's rate
    2: ConnectionFailed,  # "temporary, due to downtime"
    0: ChannelBroken,
    3: ChannelBroken,
    10: ChannelBroken,  # permission missing
    190: ChannelBroken,  # token expired or revoked
    368: ChannelBroken,  # blocked for policy
} | dict.fromkeys(range(200, 300), ChannelBroken)

_BY_STATUS: Mapping[int, Kind] = {
    HTTPStatus.UNAUTHORIZED: ChannelBroken,
    HTTPStatus.FORBIDDEN: ChannelBroken,
    HTTPStatus.TOO_MANY_REQUESTS: Throttled,
}


@dataclass(frozen=True, slots=True)
class Errors:
    """One service's table. `of_a_chat` are rates of a chat, `of_whom` rates of which it is not said whose they are."""

    by_code: Mapping[int, Kind]
    by_subcode: Mapping[tuple[int, int], Kind] = field(default_factory=dict)
    of_a_chat: frozenset[int] = frozenset()
    of_whom: frozenset[int] = frozenset()
    #: Codes with which the message may be out all the same.
    unsure: frozenset[int] = frozenset()

    def verdict(
        self, code: int | str | None, status: int = HTTPStatus.BAD_REQUEST, subcode: object = None
    ) -> Kind:
        """Return the kind of error a code means; one we do not know is the message's fault below HTTP 500.

        An answer without any code is not Graph's own but that of something in between, so worth another try.
        """
        number = int(code) if code is not None and str(code).isdecimal() else None
        if number is not None and isinstance(subcode, int) and (number, subcode) in self.by_subcode:
            return self.by_subcode[number, subcode]
        if number is not None and number in self.by_code:
            return self.by_code[number]
        if status in _BY_STATUS:
            return _BY_STATUS[status]
        theirs = number is None or status >= HTTPStatus.INTERNAL_SERVER_ERROR
        return ConnectionFailed if theirs else MessageRefused

    def read(self, status: int, answer: object, headers: Mapping[str, str]) -> SendError:
        """Return the error an unsuccessful answer means; `answer` is its JSON, or None where it has none."""
        error: Json = table(table(answer).get("error"))
        code = error["code"] if isinstance(error.get("code"), int) else None
        kind = self.verdict(code, status, error.get("error_subcode"))
        if kind is MessageRefused and error.get("is_transient") is True:
            kind = ConnectionFailed
        pause = retry_after(headers.get("Retry-After", ""))
        reason = f"HTTP {status}, code {code}"
        if kind is Throttled:
            return Throttled(reason, pause, everywhere=self._whose(code))
        if kind is ConnectionFailed:
            # An unwell answer without a code is that of something in between: who knows how far the message got.
            return ConnectionFailed(reason, pause, unknown=code is None or code in self.unsure)
        return kind(reason, pause)

    def _whose(self, code: int | None) -> bool | None:
        return None if code in self.of_whom else code not in self.of_a_chat


def retry_after(value: str) -> timedelta | None:
    """Read a Retry-After header: seconds or a date, None for neither."""
    if value.isdecimal():
        return timedelta(seconds=min(int(value[:9]), 86_400))
    try:
        return max(parsedate_to_datetime(value) - datetime.now(UTC), timedelta())
    except (ValueError, TypeError):
        return None
