"""Where the house documents in force are kept, read once for each version."""

from collections.abc import Mapping
from typing import Any

import structlog

from storage.editions import Edition
from storage.in_force import in_force
from storage.unit_of_work import UnitOfWork
from tickets import hours_sheet
from tickets.document import Body, DocumentError, DocumentKind
from tickets.document_reading import canonical
from tickets.documents import Documents
from tickets.hours import OfficeHours
from tickets.preset import Preset
from tickets.sheets import SHEETS

log = structlog.get_logger(__name__)
NOTHING = 0  #: the version of what nobody has saved yet


class Shelf:
    """The documents of one installation: the region's own editions, else the preset's, else the settings'."""

    def __init__(self, preset: Preset, hours: OfficeHours) -> None:
        """Start from this preset, and from these hours where it has none."""
        usual = {DocumentKind.HOURS: hours_sheet.body_of(hours)}
        self._seeds: Mapping[DocumentKind, Body] = usual | dict(preset.seeds)
        self._kept: dict[DocumentKind, tuple[int, Any]] = {}
        self._documents: Documents | None = None

    def seed(self, kind: DocumentKind) -> Edition:
        """Return what is in force before the first edition, as version 0."""
        return Edition(kind, NOTHING, canonical(SHEETS[kind].sections, self._seeds.get(kind, {})))

    def seeds(self) -> Documents:
        """Return every document as it is before the first edition."""
        kinds = (kind for kind in SHEETS if kind is not DocumentKind.ROUTING)
        return Documents(**{str(kind): SHEETS[kind].parse(self.seed(kind).body) for kind in kinds})

    async def current(self, unit: UnitOfWork, kind: DocumentKind) -> Edition:
        """Return the edition in force, the seed where there is none."""
        return await unit.editions.current(kind) or self.seed(kind)

    async def documents(self, unit: UnitOfWork) -> Documents:
        """Return every document but the routing table; only what has a new version is read, and once a unit."""
        if self not in unit.kept:
            unit.kept[self] = await self._in_force(unit)
        documents: Documents = unit.kept[self]
        return documents

    async def _in_force(self, unit: UnitOfWork) -> Documents:
        versions = (await in_force(unit)).documents
        if self._documents is None or self._documents.versions != versions:
            values = {
                kind: await self._value(unit, kind, versions.get(kind, NOTHING))
                for kind in SHEETS
                if kind is not DocumentKind.ROUTING
            }
            self._documents = Documents(
                **{str(kind): value for kind, value in values.items()}, versions=versions
            )
        return self._documents

    async def _value(self, unit: UnitOfWork, kind: DocumentKind, version: int) -> Any:
        kept = self._kept.get(kind)
        if kept is None or kept[0] != version:
            self._kept[kind] = kept = (version, await self._read(unit, kind))
        return kept[1]

    async def _read(self, unit: UnitOfWork, kind: DocumentKind) -> Any:
        """Read the newest edition that this release understands: the desk must go on when one is not readable."""
        for edition in await unit.editions.history(kind):
            try:
                return SHEETS[kind].parse(edition.body)
            except DocumentError as error:
                log.error("document_refused", kind=kind, version=edition.version, field=error.field)  # noqa: TRY400
        return SHEETS[kind].parse(self.seed(kind).body)
