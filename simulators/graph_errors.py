"""Graph's errors, worded and numbered as Meta's reference has them."""

from dataclasses import dataclass
from typing import Any

#: code -> (HTTP status, title); a code not listed is a 400.
_KNOWN = {
    0: (401, "AuthException"),
    1: (500, "An unknown error occurred"),
    2: (500, "An unexpected error has occurred"),
    4: (400, "Application request limit reached"),
    10: (403, "Application does not have permission for this action"),
    32: (400, "Page request limit reached"),
    100: (400, "Invalid parameter"),
    190: (401, "Error validating access token"),
    200: (403, "Permissions error"),
    368: (403, "Temporarily blocked for policies violations"),
    551: (400, "This person isn't available right now"),
    613: (400, "Calls to this API have exceeded the rate limit"),
    1200: (400, "Temporary send message failure"),
    80006: (400, "There have been too many calls to this Messenger account"),
    80007: (400, "Rate limit issues"),
    130429: (400, "Rate limit hit"),
    131000: (500, "Something went wrong"),
    131016: (500, "Service unavailable"),
    131026: (400, "Message undeliverable"),
    131031: (403, "Account has been locked"),
    131042: (400, "Business eligibility payment issue"),
    131047: (400, "Re-engagement message"),
    131050: (400, "User has stopped marketing messages from this business"),
    131051: (400, "Unsupported message type"),
    131053: (400, "Media upload error"),
    131056: (400, "Pair rate limit hit"),
    131057: (500, "Account in maintenance mode"),
    132001: (404, "Template name does not exist in the translation"),
}


class GraphError(Exception):
    """An answer other than success."""

    def __init__(
        self,
        code: int,
        details: str = "",
        status: int | None = None,
        retry_after: int | None = None,
        subcode: int | None = None,
    ) -> None:
        known, title = _KNOWN.get(code, (400, "Unknown error"))
        super().__init__(title)
        self.code = code
        self.status = status or known
        self.retry_after = retry_after
        self.subcode = subcode
        self._details = details or title

    def answer(self, product: str) -> dict[str, Any]:
        """Return the body of the answer to a request; only WhatsApp tells details."""
        error = {
            "message": f"(#{self.code}) {self}",
            "type": "OAuthException",
            "code": self.code,
            "fbtrace_id": "A0simulated",
        }
        if product == "whatsapp":
            error["error_data"] = {"messaging_product": product, "details": self._details}
        if self.subcode is not None:
            error["error_subcode"] = self.subcode
        return {"error": error}

    def report(self) -> dict[str, Any]:
        """Return the error as a `failed` status carries it."""
        title = str(self)
        return {
            "code": self.code,
            "title": title,
            "message": title,
            "error_data": {"details": self._details},
        }


@dataclass(frozen=True, slots=True)
class Fault:
    """What shall go wrong with one request: refused at once, failed later, or taken and the answer lost.

    `page` is what something in between answers, in HTML; `cut` breaks the answer off; `after` are seconds before it.
    """

    code: int = 0
    status: int | None = None
    retry_after: int | None = None
    by_webhook: bool = False
    hang_up: bool = False
    page: str = ""
    cut: bool = False
    after: float = 0
    subcode: int | None = None

    @property
    def on_the_way(self) -> bool:
        """Whether the request never gets as far as the service."""
        return bool(self.page or self.cut or self.after)

    def error(self) -> GraphError:
        """Return the error the fault shows as."""
        return GraphError(self.code, status=self.status, retry_after=self.retry_after, subcode=self.subcode)
