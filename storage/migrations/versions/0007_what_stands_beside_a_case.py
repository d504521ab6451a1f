"""What stands beside a case: notes and mentions, presence, drafts, what an officer chose, neighbours' indexes."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.schema import SchemaItem

revision = "0007"
down_revision = "0006"

COUNTER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "notes",
        sa.Column("id", COUNTER, nullable=False),
        sa.Column("turn", sa.String(120), nullable=False),
        sa.Column("ticket_id", sa.String(32), nullable=False),
        sa.Column("author", sa.String(32), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["ticket_id"], ["tickets.id"], name="fk_notes_ticket_id"),
        sa.ForeignKeyConstraint(["author"], ["officers.id"], name="fk_notes_author"),
        sa.PrimaryKeyConstraint("id", name="pk_notes"),
        sa.UniqueConstraint("turn", name="uq_notes_turn"),
    )
    op.create_index("ix_notes_ticket_id", "notes", ["ticket_id"])
    op.create_table(
        "note_mentions",
        sa.Column("note_id", COUNTER, nullable=False),
        sa.Column("officer_id", sa.String(32), nullable=False),
        sa.Column("seen_at", MOMENT),
        sa.ForeignKeyConstraint(["note_id"], ["notes.id"], name="fk_note_mentions_note_id"),
        sa.ForeignKeyConstraint(["officer_id"], ["officers.id"], name="fk_note_mentions_officer_id"),
        sa.PrimaryKeyConstraint("note_id", "officer_id", name="pk_note_mentions"),
    )
    op.create_index("ix_note_mentions_officer_id_seen_at", "note_mentions", ["officer_id", "seen_at"])
    op.create_table(
        "presence",
        *_of_ticket_and_officer("presence"),
        sa.Column("seen_at", MOMENT, nullable=False),
        sa.Column("writing", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.PrimaryKeyConstraint("ticket_id", "officer_id", name="pk_presence"),
    )
    op.create_table(
        "drafts",
        *_of_ticket_and_officer("drafts"),
        sa.Column("field", sa.String(40), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("form_key", sa.String(32), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("ticket_id", "officer_id", "field", name="pk_drafts"),
    )
    op.create_index("ix_drafts_officer_id_updated_at", "drafts", ["officer_id", "updated_at"])
    op.create_table(
        "officer_preferences",
        sa.Column("officer_id", sa.String(32), nullable=False),
        sa.Column("name", sa.String(40), nullable=False),
        sa.Column("value", sa.String(200), nullable=False),
        sa.ForeignKeyConstraint(["officer_id"], ["officers.id"], name="fk_officer_preferences_officer_id"),
        sa.PrimaryKeyConstraint("officer_id", "name", name="pk_officer_preferences"),
    )
    op.create_index("ix_tickets_latitude_longitude", "tickets", ["latitude", "longitude"])
    op.create_index("ix_tickets_opened_at", "tickets", ["opened_at"])


def downgrade() -> None:
    """Take back."""
    op.drop_index("ix_tickets_opened_at", "tickets")
    op.drop_index("ix_tickets_latitude_longitude", "tickets")
    for table in ("officer_preferences", "drafts", "presence", "note_mentions", "notes"):
        op.drop_table(table)


def _of_ticket_and_officer(table: str) -> tuple[SchemaItem, ...]:
    return (
        sa.Column("ticket_id", sa.String(32), nullable=False),
        sa.Column("officer_id", sa.String(32), nullable=False),
        sa.ForeignKeyConstraint(["ticket_id"], ["tickets.id"], name=f"fk_{table}_ticket_id"),
        sa.ForeignKeyConstraint(["officer_id"], ["officers.id"], name=f"fk_{table}_officer_id"),
    )
