"""Addresses at which Meta keeps files: the only ones we fetch from."""

import re
from http import HTTPStatus

from yarl import URL

from bot.channels.errors import FileGone
from bot.channels.graph_errors import Errors


def allowed(api: URL, address: str, hosts: re.Pattern[str]) -> URL:
    """Return the address if it is Meta's: https on one of `hosts`, or the API's own origin. Raises FileGone."""
    try:
        url = URL(address)
    except ValueError:
        raise FileGone("no address") from None
    meta = url.scheme == "https" and url.explicit_port is None and hosts.fullmatch(url.host or "")
    ours = url.scheme and url.host and url.origin() == api.origin()
    if not (meta or ours):
        raise FileGone("address outside Meta")
    return url


def failure(status: int, errors: Errors) -> Exception:
    """Return what a file's refusal means: redirects are not followed, the rest may heal."""
    redirected = HTTPStatus.MULTIPLE_CHOICES <= status < HTTPStatus.BAD_REQUEST
    return FileGone("redirected") if redirected else errors.read(status, None, {})
