"""Reaching officers: their chat, calls to them, digests; and reporters found by the keyed hash of a name."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"

COUNTER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Apply; names known before get their hash when their owner writes again, or by `tanggap contacts index`."""
    op.add_column("contacts", sa.Column("name_fingerprint", sa.String(64)))
    op.create_index("ix_contacts_name_fingerprint", "contacts", ["name_fingerprint"])
    op.add_column("pages", sa.Column("passed_on_at", MOMENT))
    op.create_index("ix_pages_passed_on_at", "pages", ["passed_on_at"])
    op.create_table(
        "officer_links",
        sa.Column("officer_id", sa.String(32), nullable=False),
        sa.Column("conversation_id", sa.String(32), nullable=False),
        sa.Column("linked_at", MOMENT, nullable=False),
        sa.Column("asked_message_id", COUNTER),
        sa.Column("asked_number", sa.String(20)),
        sa.Column("asked_at", MOMENT),
        sa.ForeignKeyConstraint(["officer_id"], ["officers.id"], name="fk_officer_links_officer_id"),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversations.id"], name="fk_officer_links_conversation_id"
        ),
        sa.ForeignKeyConstraint(
            ["asked_message_id"], ["inbound_messages.id"], name="fk_officer_links_asked_message_id"
        ),
        sa.PrimaryKeyConstraint("officer_id", name="pk_officer_links"),
        sa.UniqueConstraint("conversation_id", name="uq_officer_links_conversation_id"),
    )
    op.create_table(
        "link_codes",
        sa.Column("officer_id", sa.String(32), nullable=False),
        sa.Column("code_hash", sa.String(64), nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["officer_id"], ["officers.id"], name="fk_link_codes_officer_id"),
        sa.PrimaryKeyConstraint("officer_id", name="pk_link_codes"),
        sa.UniqueConstraint("code_hash", name="uq_link_codes_code_hash"),
    )
    op.create_table(
        "calls",
        sa.Column("id", COUNTER, nullable=False),
        sa.Column("page_id", COUNTER, nullable=False),
        sa.Column("officer_id", sa.String(32), nullable=False),
        sa.Column("due_at", MOMENT, nullable=False),
        sa.Column("told_at", MOMENT),
        sa.Column("seen_at", MOMENT),
        sa.ForeignKeyConstraint(["page_id"], ["pages.id"], name="fk_calls_page_id"),
        sa.ForeignKeyConstraint(["officer_id"], ["officers.id"], name="fk_calls_officer_id"),
        sa.PrimaryKeyConstraint("id", name="pk_calls"),
        sa.UniqueConstraint("page_id", "officer_id", name="uq_calls_page_id_officer_id"),
    )
    op.create_index("ix_calls_officer_id_seen_at", "calls", ["officer_id", "seen_at"])
    op.create_index("ix_calls_told_at_due_at", "calls", ["told_at", "due_at"])
    op.create_table(
        "digests_sent",
        sa.Column("officer_id", sa.String(32), nullable=False),
        sa.Column("slot", sa.String(20), nullable=False),
        sa.Column("sent_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["officer_id"], ["officers.id"], name="fk_digests_sent_officer_id"),
        sa.PrimaryKeyConstraint("officer_id", "slot", name="pk_digests_sent"),
    )


def downgrade() -> None:
    """Take back."""
    for table in ("digests_sent", "calls", "link_codes", "officer_links"):
        op.drop_table(table)
    op.drop_index("ix_pages_passed_on_at", "pages")
    op.drop_column("pages", "passed_on_at")
    op.drop_index("ix_contacts_name_fingerprint", "contacts")
    op.drop_column("contacts", "name_fingerprint")
