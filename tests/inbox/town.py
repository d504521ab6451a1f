"""A small town: agencies, citizens who complain and officers who answer, on a real database."""

import itertools
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from aiohttp import web

from inbox.accounts import check_account, hash_password
from inbox.app import build_inbox
from messages import Address, Attachment, InboundMessage, MessageKind, Point
from storage import Database
from storage.conversations import CountedIn
from storage.desk import Desk, HouseRules
from storage.evidence_rows import Evidence
from storage.journal import Entry, WorkState
from storage.officer_photos import OfficerPhotos
from storage.outbox import Queued
from storage.staff import Officer, Role
from tests.phone_photo import phone_photo
from tickets.keys import TurnKeys
from tickets.opening import Opening
from tickets.region import Region
from tickets.routing import Agency, Routing
from tickets.ticket import BOT, Ticket, TicketKind, TicketUrgency

PASSWORD = "kopi-tubruk-tanpa-gula"
FROM_OUR_PAGE = {"Sec-Fetch-Site": "same-origin"}
RULES = HouseRules("KLT", 3, ZoneInfo("Asia/Jakarta"), time(7, 30), time(16), undo=timedelta(seconds=10))
ROUTING = Routing(
    {
        "DISKOMINFO": Agency("DISKOMINFO", "Dinas Kominfo", "Diskominfo"),
        "DPUPR": Agency("DPUPR", "Dinas Pekerjaan Umum", "Dinas PU", topics=("jalan",)),
        "DLH": Agency("DLH", "Dinas Lingkungan Hidup", "DLH", topics=("sampah",)),
        "DP3A": Agency("DP3A", "Dinas Perlindungan Anak", "DP3A", topics=("anak",), sensitive=("kekerasan",)),
        "PLN": Agency("PLN", "PT PLN", "PLN", topics=("listrik",), outside=True),
    },
    triage="DISKOMINFO",
)


@dataclass
class Town:
    """One database with its desk; `ahead` moves the desk's clock."""

    database: Database
    media_dir: Path
    ahead: timedelta = timedelta()
    region: Region = field(default_factory=Region.unknown)
    _count: "itertools.count[int]" = field(default_factory=lambda: itertools.count(1))

    def __post_init__(self) -> None:
        """Open the desk."""
        self.desk = Desk(RULES, self.now)

    def now(self) -> datetime:
        """Tell the time."""
        return datetime.now(UTC) + self.ahead

    def app(
        self, *, origin: str | None = None, secure_cookies: bool = False, demo: bool = False
    ) -> web.Application:
        """Build an inbox on this town."""
        return build_inbox(
            self.database,
            self.desk,
            region_name="Kabupaten Contoh",
            service_name="Tanggap",
            demo=demo,
            media_dir=self.media_dir,
            secure_cookies=secure_cookies,
            origin=origin,
            topic_names={"jalan": "Jalan rusak", "sampah": "Sampah", "anak": "Anak"},
            region=self.region,
        )

    async def officer(
        self,
        username: str,
        role: Role,
        agency: str | None = None,
        name: str = "",
        more: tuple[str, ...] = (),
    ) -> Officer:
        """Employ an officer, perhaps for more agencies."""
        shown = name or username.title()
        check_account(username, shown, PASSWORD)
        hashed = await hash_password(PASSWORD)
        async with self.database.write() as unit:
            officer = await unit.staff.add(username, shown, hashed, role, agency, self.now())
            await unit.staff.edit(officer.id, role, agency, more)
            await unit.commit()
            return officer

    async def complain(
        self,
        text: str = "Jalan berlubang di depan pasar",
        topic: str = "jalan",
        *,
        urgency: TicketUrgency = TicketUrgency.ORDINARY,
        sensitivity: tuple[str, ...] = (),
        name: str = "Bu Sekar",
        place: str | None = "Pasar Kota",
        point: Point | None = None,
        mime: str | None = None,
        channel: str = "telegram",
        citizen: str | None = None,
        kind: TicketKind = TicketKind.COMPLAINT,
    ) -> Ticket:
        """Let a citizen write one message that becomes a ticket."""
        citizen = citizen or f"warga-{next(self._count)}"
        message_id, conversation_id, contact_id = await self.write(
            citizen, text, name=name, mime=mime, channel=channel, point=point
        )
        opening = Opening(
            source_message_id=message_id,
            reporter_id=contact_id,
            conversation_id=conversation_id,
            topic=topic,
            topic_confidence=0.9,
            topic_is_sure=True,
            kind=kind,
            urgency=urgency,
            sensitivity=sensitivity,
            place=place,
            point=point,
        )
        async with self.database.write() as unit:
            service = await self.desk.service(unit)
            ticket = await service.open_ticket(opening, TurnKeys(f"in:{message_id}"))
            await unit.commit()
            return ticket

    async def write(
        self,
        citizen: str,
        text: str,
        *,
        name: str = "Bu Sekar",
        mime: str | None = None,
        channel: str = "telegram",
        point: Point | None = None,
        edits: str | None = None,
        external_id: str | None = None,
    ) -> tuple[int, str, str]:
        """Journal one message; returns its id, the conversation's and the contact's."""
        now, n = self.now(), next(self._count)
        address = Address(channel, "layanan", citizen, phone="+628123456789")
        files = (Attachment(MessageKind.PHOTO, f"berkas-{n}", mime),) if mime else ()
        kind = MessageKind.PHOTO if mime else MessageKind.TEXT
        message = InboundMessage(
            address,
            external_id or f"pesan-{n}",
            kind,
            now,
            text,
            sender_name=name,
            attachments=files,
            point=point,
            edits=edits,
        )
        async with self.database.write() as unit:
            known = await unit.contacts.remember(address, name, now)
            conversation = await unit.conversations.find_or_open(known, channel, "layanan", "", now)
            talk = (await unit.conversations.hold([conversation], patient=True))[conversation]
            number = talk.sequence + 1
            entry = Entry(message, b"{}", conversation, number, WorkState.DONE, now, now)
            message_id = await unit.journal.add(entry)
            await unit.conversations.count_in([CountedIn(conversation, number, known.address_id, now, None)])
            await unit.commit()
        return message_id, conversation, known.contact_id

    async def link(self, ticket: Ticket, message_id: int) -> None:
        """Let the ticket's officers see one more message."""
        async with self.database.write() as unit:
            await unit.tickets.link_message(ticket.id, message_id)
            unit.ring(ticket.agency)
            await unit.commit()

    async def store_file(self, ticket: Ticket, mime: str, content: bytes) -> str:
        """Put the bytes of the ticket's first attachment in place; returns its id."""
        async with self.database.write() as unit:
            ids = await unit.tickets.message_ids(ticket.id)
            found = (await unit.media.of_messages(ids))[0]
            await unit.media.stored(found.id, mime, len(content))
            await unit.commit()
        self.media_dir.mkdir(exist_ok=True)
        (self.media_dir / found.id).write_bytes(content)
        return found.id

    async def show_evidence(self, ticket: Ticket, photo: bytes | None = None) -> Evidence:
        """Let an officer of the ticket's agency show a photo of what was done."""
        shelf = OfficerPhotos(self.media_dir, RULES.timezone)
        kept = await shelf.keep(photo or phone_photo(next(self._count)))
        async with self.database.write() as unit:
            officer = next(o for o in await unit.staff.everyone() if ticket.agency in o.agencies)
            await unit.evidence.add_evidence(ticket, kept, officer.id, self.now())
            await unit.commit()
            return (await unit.evidence.of_ticket(ticket.id))[-1]

    async def ask_for_officer(self, ticket: Ticket) -> None:
        """Let the citizen ask for a person."""
        async with self.database.write() as unit:
            service = await self.desk.service(unit)
            await service.hand_off(ticket, BOT, TurnKeys(f"minta:{next(self._count)}"))
            await unit.commit()

    async def ticket(self, ticket: Ticket) -> Ticket:
        """Return the ticket as it is now."""
        async with self.database.read() as unit:
            return await unit.tickets.get(ticket.id)

    async def said(self, ticket: Ticket) -> list[Queued]:
        """Return what the outbox holds for the ticket."""
        async with self.database.read() as unit:
            return await unit.outbox.of_ticket(ticket.id)
