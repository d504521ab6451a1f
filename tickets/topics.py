"""The topics a complaint can have."""

from dataclasses import dataclass

from tickets.budget import CompletionClass

#: Where nothing fits; goes to triage.
OTHER = "lainnya"


@dataclass(frozen=True, slots=True)
class Topic:
    """One topic: its name in the data, its code and titles on screen, and whether officers need the place.

    `short` fits on a button; `completion` says how long it may take until it is done.
    """

    name: str
    code: str
    title: str
    short: str
    place: bool
    completion: CompletionClass
