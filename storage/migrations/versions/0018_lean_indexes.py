"""Indexes over the few rows that are looked for, made and dropped while everybody works; room for rows that change.

Every step may be done again: after a kill it begins from the beginning.
"""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"

MESSAGES, OUTBOX, TALKS, FILES = "inbound_messages", "outbox", "conversations", "attachments"
NEW = (
    ("ix_conversations_due", TALKS, ["work_at"], "work_at IS NOT NULL"),
    ("ix_inbound_messages_waiting", MESSAGES, ["conversation_id"], "state = 'pending'"),
    ("ix_inbound_messages_parked", MESSAGES, ["id"], "state = 'parked'"),
    ("ix_inbound_messages_edits", MESSAGES, ["edits_fingerprint"], "edits_fingerprint IS NOT NULL"),
    ("ix_inbound_messages_old_bodies", MESSAGES, ["received_at"], "raw_sealed IS NOT NULL"),
    ("ix_attachments_wanted", FILES, ["not_before"], "state = 'pending'"),
    ("ix_outbox_sent_as", OUTBOX, ["external_fingerprint"], "external_fingerprint IS NOT NULL"),
    ("ix_outbox_waiting", OUTBOX, ["conversation_id", "id"], "state = 'waiting'"),
    ("ix_outbox_failed", OUTBOX, ["created_at"], "state = 'failed'"),
)
OLD = (
    ("ix_conversations_work_at", TALKS, ["work_at"]),
    ("ix_inbound_messages_conversation_id_state", MESSAGES, ["conversation_id", "state"]),
    ("ix_inbound_messages_state", MESSAGES, ["state"]),
    ("ix_inbound_messages_edits_fingerprint", MESSAGES, ["edits_fingerprint"]),
    ("ix_attachments_state_not_before", FILES, ["state", "not_before"]),
    ("ix_outbox_state_not_before", OUTBOX, ["state", "not_before"]),
    ("ix_outbox_external_fingerprint", OUTBOX, ["external_fingerprint"]),
)
#: Rows that are changed several times have room beside them for that, and are cleaned up after thousands, not millions.
HOT = ((TALKS, 70), (OUTBOX, 80), (MESSAGES, 90), ("contact_addresses", 80), ("channel_states", 50))
CLEANED = "autovacuum_vacuum_scale_factor = 0.01, autovacuum_vacuum_threshold = 1000"




def upgrade() -> None:
    """Apply."""
    with op.get_context().autocommit_block():
        for name, table, columns, condition in NEW:
            op.drop_index(name, table, if_exists=True, postgresql_concurrently=True)  # a killed one is left invalid
            some = sa.text(condition)
            op.create_index(
                name, table, columns, postgresql_concurrently=True, sqlite_where=some, postgresql_where=some
            )
        for name, table, _ in OLD:
            op.drop_index(name, table, if_exists=True, postgresql_concurrently=True)
        _on_postgresql(*(f"ALTER TABLE {table} SET (fillfactor = {room}, {CLEANED})" for table, room in HOT))


def downgrade() -> None:
    """Take back."""
    for name, table, columns in OLD:
        op.create_index(name, table, columns)
    for name, table, _, _ in NEW:
        op.drop_index(name, table)
    names = ", ".join(("fillfactor", *(word.split(" = ")[0] for word in CLEANED.split(", "))))
    _on_postgresql(*(f"ALTER TABLE {table} RESET ({names})" for table, _ in HOT))


def _on_postgresql(*statements: str) -> None:
    if op.get_bind().dialect.name == "postgresql":
        for statement in statements:
            op.execute(statement)
