"""The tables. Names, phones and channel ids stand only in contacts and contact_addresses, encrypted."""

from sqlalchemy import (
    Boolean,
    Column,
    Date,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    false,
    text,
)

from storage.types import Counter, Json, UtcDateTime

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(column_0_N_label)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

ID = String(32)
UNSENT = text("state IN ('pending', 'waiting')")
ASTRAY = text("state = 'pending' AND channel = ''")

installation = Table(
    "installation",
    metadata,
    Column("key", String(50), primary_key=True),
    Column("value", Text, nullable=False),
)

contacts = Table(
    "contacts",
    metadata,
    Column("id", ID, primary_key=True),
    Column("name_sealed", LargeBinary),
    Column("name_fingerprint", String(64), index=True),
    Column("locale", String(10), nullable=False, server_default="id"),
    Column("created_at", UtcDateTime, nullable=False),
    Column("erased_at", UtcDateTime),
)

contact_addresses = Table(
    "contact_addresses",
    metadata,
    Column("id", Counter, primary_key=True),
    Column("contact_id", ForeignKey("contacts.id"), nullable=False, index=True),
    Column("channel", String(20), nullable=False),
    Column("scope", String(64), nullable=False),
    Column("fingerprint", String(64), nullable=False),
    Column("id_sealed", LargeBinary, nullable=False),
    Column("phone_fingerprint", String(64), index=True),
    Column("phone_sealed", LargeBinary),
    Column("stopped_at", UtcDateTime),
    Column("spent_until", UtcDateTime),
    Column("created_at", UtcDateTime, nullable=False),
    UniqueConstraint("channel", "scope", "fingerprint"),
)

conversations = Table(
    "conversations",
    metadata,
    Column("id", ID, primary_key=True),
    Column("contact_id", ForeignKey("contacts.id"), nullable=False),
    Column("address_id", ForeignKey("contact_addresses.id"), nullable=False),
    Column("channel", String(20), nullable=False),
    Column("scope", String(64), nullable=False),
    Column("thread", String(200), nullable=False, server_default=""),
    Column("last_sequence", Integer, nullable=False, server_default="0"),
    Column("last_inbound_at", UtcDateTime),
    Column("owner", String(10), nullable=False, server_default="bot"),
    Column("owner_epoch", Integer, nullable=False, server_default="0"),
    Column("owner_agency", String(40)),
    Column("owner_ticket_id", ID),
    Column("tracker", Json),
    Column("work_at", UtcDateTime),
    Column("leased_until", UtcDateTime),
    Column("lease_token", Integer, nullable=False, server_default="0"),
    Column("created_at", UtcDateTime, nullable=False),
    UniqueConstraint("contact_id", "channel", "scope", "thread"),
    Index("ix_conversations_work_at", "work_at"),
)

inbound_messages = Table(
    "inbound_messages",
    metadata,
    Column("id", Counter, primary_key=True),
    Column("channel", String(20), nullable=False),
    Column("scope", String(64), nullable=False),
    Column("fingerprint", String(64), nullable=False),
    Column("conversation_id", ForeignKey("conversations.id")),
    Column("sequence", Integer),
    Column("kind", String(20), nullable=False),
    Column("direct", Boolean, nullable=False),
    Column("thread", String(200), nullable=False, server_default=""),
    Column("text", Text, nullable=False),
    Column("payload", Text),
    Column("latitude", Float),
    Column("longitude", Float),
    Column("group_id", String(200)),
    Column("edits_fingerprint", String(64), index=True),
    Column("version", Integer, nullable=False, server_default="1"),
    Column("provider_time", UtcDateTime, nullable=False),
    Column("received_at", UtcDateTime, nullable=False),
    Column("ready_at", UtcDateTime, nullable=False),
    Column("state", String(12), nullable=False),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("error", Text),
    Column("raw_sealed", LargeBinary, nullable=False),
    Column("forwarded", String(8), nullable=False, server_default=""),
    Column("quiet", Boolean, nullable=False, server_default=false()),
    UniqueConstraint("channel", "scope", "fingerprint"),
    Index("ix_inbound_messages_conversation_id_state", "conversation_id", "state"),
    Index("ix_inbound_messages_conversation_id_id", "conversation_id", "id"),
    Index(
        "ix_inbound_messages_quiet",
        "conversation_id",
        sqlite_where=text("quiet = 1"),
        postgresql_where=text("quiet"),
    ),
    Index("ix_inbound_messages_state", "state"),
)

attachments = Table(
    "attachments",
    metadata,
    Column("id", ID, primary_key=True),
    Column("message_id", ForeignKey("inbound_messages.id"), nullable=False),
    Column("n", Integer, nullable=False),
    Column("kind", String(20), nullable=False),
    Column("file_id_sealed", LargeBinary, nullable=False),
    Column("mime", String(100)),
    Column("size", Integer),
    Column("state", String(12), nullable=False),
    Column("not_before", UtcDateTime, nullable=False),
    Column("attempts", Integer, nullable=False, server_default="0"),
    UniqueConstraint("message_id", "n"),
    Index("ix_attachments_state_not_before", "state", "not_before"),
)

outbox = Table(
    "outbox",
    metadata,
    Column("id", Counter, primary_key=True),
    Column("turn", String(120), nullable=False),
    Column("n", Integer, nullable=False),
    Column("conversation_id", ForeignKey("conversations.id"), nullable=False),
    Column("ticket_id", ForeignKey("tickets.id")),
    Column("author", String(40), nullable=False),
    Column("response", String(100)),
    Column("params", Json, nullable=False),
    Column("locale", String(10), nullable=False),
    Column("text", Text, nullable=False),
    Column("buttons", Json, nullable=False),
    Column("files", Json, nullable=False, server_default="[]"),
    Column("state", String(12), nullable=False),
    Column("not_before", UtcDateTime, nullable=False),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("leased_until", UtcDateTime),
    Column("claimed_at", UtcDateTime),
    Column("external_fingerprint", String(64), index=True),
    Column("error", Text),
    Column("created_at", UtcDateTime, nullable=False),
    Column("sent_at", UtcDateTime),
    Column("channel", String(20), nullable=False, server_default=""),
    Column("behind", Boolean, nullable=False, server_default=false()),
    UniqueConstraint("turn", "n"),
    Index("ix_outbox_state_not_before", "state", "not_before"),
    Index(
        "ix_outbox_due",
        "channel",
        "not_before",
        "id",
        sqlite_where=text("state = 'pending' AND behind = 0"),
        postgresql_where=text("state = 'pending' AND NOT behind"),
    ),
    Index("ix_outbox_unsent", "conversation_id", "id", sqlite_where=UNSENT, postgresql_where=UNSENT),
    Index("ix_outbox_astray", "id", sqlite_where=ASTRAY, postgresql_where=ASTRAY),
    Index("ix_outbox_conversation_id_id", "conversation_id", "id"),
)

tickets = Table(
    "tickets",
    metadata,
    Column("id", ID, primary_key=True),
    Column("number", String(20), nullable=False, unique=True),
    Column("source_message_id", ForeignKey("inbound_messages.id"), nullable=False),
    Column("part", Integer, nullable=False),
    Column("reporter_id", ForeignKey("contacts.id"), nullable=False, index=True),
    Column("conversation_id", ForeignKey("conversations.id"), nullable=False, index=True),
    Column("kind", String(24), nullable=False),
    Column("visibility", String(12), nullable=False),
    Column("urgency", String(12), nullable=False),
    Column("status", String(20), nullable=False),
    Column("topic", String(60), nullable=False),
    Column("topic_confidence", Float, nullable=False),
    Column("candidates", Json, nullable=False),
    Column("sensitivity", Json, nullable=False),
    Column("place", Text),
    Column("latitude", Float),
    Column("longitude", Float),
    Column("area_code", String(20)),
    Column("agency", String(40), nullable=False),
    Column("supporting", Json, nullable=False),
    Column("parent_id", ForeignKey("tickets.id"), index=True),
    Column("opened_at", UtcDateTime, nullable=False),
    Column("first_answer_due", Date, nullable=False),
    Column("first_answered_at", UtcDateTime),
    Column("closed_at", UtcDateTime),
    Column("pickup_due", UtcDateTime),
    Column("completion_due", Date),
    Column("wake_at", UtcDateTime, index=True),
    Column("claimed_by", String(40)),
    Column("level", Integer, nullable=False, server_default="0"),
    Column("outcome", String(12)),
    Column("vote", String(10)),
    Column("rating", Integer),
    Column("needs_review", Boolean, nullable=False, server_default=false()),
    Column("missed_at", UtcDateTime),
    UniqueConstraint("source_message_id", "part"),
    Index("ix_tickets_agency_status", "agency", "status"),
    Index("ix_tickets_closed_at_opened_at", "closed_at", "opened_at"),
    Index(
        "ix_tickets_unanswered",
        "opened_at",
        sqlite_where=text("first_answered_at IS NULL AND closed_at IS NULL"),
        postgresql_where=text("first_answered_at IS NULL AND closed_at IS NULL"),
    ),
)

ticket_events = Table(
    "ticket_events",
    metadata,
    Column("id", Counter, primary_key=True),
    Column("ticket_id", ForeignKey("tickets.id"), nullable=False, index=True),
    Column("turn", String(120), nullable=False),
    Column("n", Integer, nullable=False),
    Column("kind", String(30), nullable=False),
    Column("actor_kind", String(10), nullable=False),
    Column("actor_id", String(40), nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("reason", Text, nullable=False),
    Column("payload", Json, nullable=False),
    UniqueConstraint("turn", "n"),
    Index("ix_ticket_events_at_ticket_id", "at", "ticket_id"),
)

ticket_messages = Table(
    "ticket_messages",
    metadata,
    Column("ticket_id", ForeignKey("tickets.id"), primary_key=True),
    Column("message_id", ForeignKey("inbound_messages.id"), primary_key=True, index=True),
)

routing_versions = Table(
    "routing_versions",
    metadata,
    Column("version", Counter, primary_key=True),
    Column("triage", String(40), nullable=False),
    Column("actor", String(40), nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
)

agencies = Table(
    "agencies",
    metadata,
    Column("version", ForeignKey("routing_versions.version"), primary_key=True),
    Column("code", String(40), primary_key=True),
    Column("name", String(200), nullable=False),
    Column("short", String(60), nullable=False),
    Column("topics", Json, nullable=False),
    Column("areas", Json, nullable=False),
    Column("sensitive", Json, nullable=False),
    Column("outside", Boolean, nullable=False, server_default=false()),
    Column("contact", Text, nullable=False, server_default=""),
    Column("position", Integer, nullable=False),
)

officers = Table(
    "officers",
    metadata,
    Column("id", ID, primary_key=True),
    Column("username", String(60), nullable=False, unique=True),
    Column("name", String(120), nullable=False),
    Column("password_hash", String(200), nullable=False),
    Column("role", String(12), nullable=False),
    Column("agency", String(40)),
    Column("created_at", UtcDateTime, nullable=False),
    Column("disabled_at", UtcDateTime),
)

officer_sessions = Table(
    "officer_sessions",
    metadata,
    Column("token_hash", String(64), primary_key=True),
    Column("officer_id", ForeignKey("officers.id"), nullable=False, index=True),
    Column("created_at", UtcDateTime, nullable=False),
    Column("seen_at", UtcDateTime, nullable=False),
    Column("expires_at", UtcDateTime, nullable=False),
    Column("device", String(120), nullable=False, server_default=""),
    Column("pending", Boolean, nullable=False, server_default=false()),
)

invitations = Table(
    "invitations",
    metadata,
    Column("token_hash", String(64), primary_key=True),
    Column("role", String(12), nullable=False),
    Column("agency", String(40)),
    Column("created_at", UtcDateTime, nullable=False),
    Column("expires_at", UtcDateTime, nullable=False),
    Column("used_at", UtcDateTime),
)

holidays = Table(
    "holidays",
    metadata,
    Column("day", Date, primary_key=True),
    Column("off", Boolean, nullable=False),
    Column("name", String(120), nullable=False),
)

lookups = Table(
    "lookups",
    metadata,
    Column("id", Counter, primary_key=True),
    Column("who", String(64), nullable=False),
    Column("kind", String(20), nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Index("ix_lookups_who_kind_at", "who", "kind", "at"),
)
