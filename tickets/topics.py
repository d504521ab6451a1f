"""The topics a complaint can have."""

from dataclasses import dataclass

#: Where nothing fits; goes to triage.
OTHER = "lainnya"


@dataclass(frozen=True, slots=True)
class Topic:
    """One topic: its name in the data, its code and title on screen, and whether officers need the place."""

    name: str
    code: str
    title: str
    place: bool
