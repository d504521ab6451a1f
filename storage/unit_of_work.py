"""The unit of work: what must agree is committed together, and bells ring only after the commit."""

from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from messages import Texts
from storage.attempts import Attempts
from storage.audit import Audit
from storage.canned import CannedReplies
from storage.case_words import CaseWords
from storage.channel_health import ChannelHealths
from storage.channel_states import ChannelStates
from storage.cipher import Cipher
from storage.contacts import Contacts
from storage.conversations import Conversations
from storage.corrections import Corrections
from storage.delivery_reports import DeliveryReports
from storage.drafts import Drafts
from storage.editions import Editions
from storage.erasures import Erasures
from storage.evidence import EvidenceStore
from storage.facts import Facts
from storage.journal import Journal
from storage.media import Media
from storage.message_parts import MessageParts
from storage.notes import Notes
from storage.officer_links import OfficerLinks
from storage.outbox import SqlOutbox
from storage.preferences import Preferences
from storage.presence import Presence
from storage.routing_table import RoutingTable
from storage.saved_filters import SavedFilters
from storage.second_factors import SecondFactors
from storage.sending import Sending
from storage.snapshots import Snapshots
from storage.staff import Staff
from storage.staff_sessions import StaffSessions
from storage.ticket_store import SqlTicketStore
from storage.transcript import Transcripts
from storage.unopened import UnopenedBodies
from storage.voices import Voices
from storage.wakeups import Wakeups, agency_topic


class UnitOfWork:
    """Every repository over one transaction."""

    def __init__(
        self, connection: AsyncConnection, cipher: Cipher, texts: Texts | None, wakeups: Wakeups
    ) -> None:
        """Work on this connection; the transaction begins with the first statement."""
        self._connection = connection
        self._cipher = cipher
        self._wakeups = wakeups
        self._rings: list[str] = []
        self.kept: dict[object, Any] = {}  #: what is read once within the unit, under its reader
        self.contacts = Contacts(connection, cipher)
        self.conversations = Conversations(connection)
        self.journal = Journal(connection, cipher)
        self.outbox = SqlOutbox(connection, cipher, texts, self._rings)
        self.reports = DeliveryReports(connection, cipher, self._rings)
        self.sending = Sending(connection, cipher)
        self.channels = ChannelStates(connection)
        self._words = CaseWords(connection)
        self.tickets = SqlTicketStore(connection, self._words)
        self.parts = MessageParts(connection, self._words)
        self.routing = RoutingTable(connection)
        self.editions = Editions(connection, self.routing)
        self.staff = Staff(connection)
        self.sessions = StaffSessions(connection)
        self.second_factors = SecondFactors(connection, cipher)
        self.officer_links = OfficerLinks(connection, cipher)
        self.attempts = Attempts(connection)
        self.audit = Audit(connection)
        self.facts = Facts(connection)
        self.transcripts = Transcripts(connection, cipher)
        self.media = Media(connection, cipher)
        self.canned = CannedReplies(connection)
        self.corrections = Corrections(connection, cipher)
        self.evidence = EvidenceStore(connection)
        self.notes = Notes(connection)
        self.presence = Presence(connection)
        self.drafts = Drafts(connection)
        self.preferences = Preferences(connection)
        self.filters = SavedFilters(connection)
        self.snapshots = Snapshots(connection)
        self.voices = Voices(connection)
        self.erasures = Erasures(connection, cipher)
        self.health = ChannelHealths(connection)
        self.unopened = UnopenedBodies(connection, cipher)

    @property
    def connection(self) -> AsyncConnection:
        """The transaction, for what is built over it elsewhere in this package."""
        return self._connection

    @property
    def cipher(self) -> Cipher:
        """What seals, for what is built over the unit elsewhere in this package."""
        return self._cipher

    def fingerprint(self, channel_id: str) -> str:
        """Return the keyed hash of a channel's id that must not stand in the clear."""
        return self._cipher.fingerprint("thread", channel_id)

    def ring(self, agency: str) -> None:
        """Ring an agency's queue after the commit; implements tickets.ports.QueueBell."""
        self.ring_topic(agency_topic(agency))

    def ring_topic(self, topic: str) -> None:
        """Ring a topic after the commit."""
        self._rings.append(topic)

    async def commit(self) -> None:
        """Make everything durable, then ring."""
        await self._words.flush()
        await self._connection.commit()
        self.tickets.let_go()
        for topic in dict.fromkeys(self._rings):
            await self._wakeups.notify(topic)
        self._rings.clear()
