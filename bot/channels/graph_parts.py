"""A webhook of Meta's taken apart: its entries, and what an element of them becomes, whichever service sent it."""

import hashlib
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from typing import Any, TypeVar

from bot.channels.errors import UnreadablePayload
from bot.channels.graph_json import Json, load
from bot.channels.graph_reading import MISSHAPEN, NotHandled
from messages import InboundEvent, Unreadable

TOO_DEEP = "body, nested too deep"  #: the kind of a body that cannot be taken apart


@dataclass(frozen=True, slots=True)
class Part:
    """One element of a batch; what its `kind` may be, each service says.

    `scope` is the id of the number or page it is for ("" where none is named), `element` has what Meta sent, `raw`
    is a whole webhook body holding this element only.
    """

    kind: str
    raw: bytes
    scope: str = ""
    element: Json = field(default_factory=dict)

    @property
    def fingerprint(self) -> str:
        """A stable id for what the service gave no id of its own."""
        return f"part:{hashlib.sha256(self.raw).hexdigest()[:32]}"


AnyPart = TypeVar("AnyPart", bound=Part)


def entries(body: bytes, objects: Collection[str], service: str) -> tuple[str, list[Any]]:
    """Return which of a service's `objects` a body is, and its entries.

    Raises UnreadablePayload for what is not the service's, RecursionError for what is nested too deep.
    """
    payload = load(body)
    found = payload.get("entry") if isinstance(payload, dict) else None
    if not isinstance(found, list) or payload.get("object") not in objects:
        raise UnreadablePayload(f"no {service} webhook")
    return payload["object"], found


def event(
    part: AnyPart,
    scope: str,
    read: Callable[[AnyPart], InboundEvent],
    unreadable: Callable[[AnyPart, str, str], Unreadable],
    ours: str,
) -> InboundEvent:
    """Read a part for the number or page of this id; what cannot be read is kept, with the reason.

    `unreadable` takes the part, the scope it is of, and the reason; `ours` is "number" or "page".
    """
    if part.scope not in (scope, ""):
        return unreadable(part, part.scope, f"for another {ours}")
    try:
        return read(part)
    except NotHandled as reason:
        return unreadable(part, scope, str(reason))
    except MISSHAPEN as error:
        return unreadable(part, scope, f"malformed {part.kind}: {type(error).__name__}")
