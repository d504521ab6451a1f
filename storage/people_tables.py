"""Tables about officers: further agencies, second factors, and who saw or changed what."""

from sqlalchemy import Column, ForeignKey, Index, LargeBinary, String, Table

from storage.tables import metadata
from storage.types import Counter, UtcDateTime

#: Beside `officers.agency`, the home agency.
officer_agencies = Table(
    "officer_agencies",
    metadata,
    Column("officer_id", ForeignKey("officers.id"), primary_key=True),
    Column("agency", String(40), primary_key=True),
)

second_factors = Table(
    "second_factors",
    metadata,
    Column("officer_id", ForeignKey("officers.id"), primary_key=True),
    Column("secret_sealed", LargeBinary, nullable=False),
    Column("last_step", Counter),
    Column("created_at", UtcDateTime, nullable=False),
    Column("confirmed_at", UtcDateTime),
)

recovery_codes = Table(
    "recovery_codes",
    metadata,
    Column("officer_id", ForeignKey("officers.id"), primary_key=True),
    Column("code_hash", String(64), primary_key=True),
    Column("used_at", UtcDateTime),
)

#: Rows are only added; a trigger of the migration refuses every change and every removal.
audit_log = Table(
    "audit_log",
    metadata,
    Column("id", Counter, primary_key=True),
    Column("at", UtcDateTime, nullable=False),
    Column("officer_id", ForeignKey("officers.id"), nullable=False),
    Column("action", String(30), nullable=False),
    Column("ticket_id", ForeignKey("tickets.id")),
    Column("subject", String(60), nullable=False, server_default=""),
    Column("detail", String(200), nullable=False, server_default=""),
    Index("ix_audit_log_officer_id_id", "officer_id", "id"),
    Index("ix_audit_log_ticket_id_id", "ticket_id", "id"),
)
