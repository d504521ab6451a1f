"""The life of a ticket: its clocks, its level, how it ended, who helps, who was called."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

COUNTER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
COLUMNS: tuple[sa.Column[object], ...] = (
    sa.Column("pickup_due", MOMENT),
    sa.Column("completion_due", sa.Date()),
    sa.Column("wake_at", MOMENT),
    sa.Column("claimed_by", sa.String(40)),
    sa.Column("level", sa.Integer(), server_default="0", nullable=False),
    sa.Column("outcome", sa.String(12)),
    sa.Column("vote", sa.String(10)),
    sa.Column("rating", sa.Integer()),
    sa.Column("needs_review", sa.Boolean(), server_default=sa.false(), nullable=False),
)


def upgrade() -> None:
    """Apply; what is open is looked at once by the scheduler, which sets its clocks."""
    for column in COLUMNS:
        op.add_column("tickets", sa.Column(column.name, column.type, server_default=column.server_default, nullable=column.nullable))
    op.create_index("ix_tickets_wake_at", "tickets", ["wake_at"])
    op.create_index("ix_tickets_parent_id", "tickets", ["parent_id"])
    op.execute(
        "UPDATE tickets SET wake_at = opened_at WHERE status NOT IN ('resolved', 'not_ours', 'merged', 'archived')"
    )
    op.create_table(
        "help_requests",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("ticket_id", sa.String(32), nullable=False),
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column("from_agency", sa.String(40), nullable=False),
        sa.Column("agency", sa.String(40), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("asked_by", sa.String(40), nullable=False),
        sa.Column("asked_at", MOMENT, nullable=False),
        sa.Column("due", sa.Date(), nullable=False),
        sa.Column("answer", sa.Text()),
        sa.Column("answered_by", sa.String(40)),
        sa.Column("answered_at", MOMENT),
        sa.ForeignKeyConstraint(["ticket_id"], ["tickets.id"], name="fk_help_requests_ticket_id"),
        sa.PrimaryKeyConstraint("id", name="pk_help_requests"),
    )
    op.create_index("ix_help_requests_ticket_id", "help_requests", ["ticket_id"])
    op.create_index(
        "ix_help_requests_agency_answered_at", "help_requests", ["agency", "answered_at"]
    )
    op.create_table(
        "followups",
        sa.Column("ticket_id", sa.String(32), nullable=False),
        sa.Column("body", sa.String(120), nullable=False),
        sa.Column("contact", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("ask_again_on", sa.Date(), nullable=False),
        sa.Column("asked_by", sa.String(40), nullable=False),
        sa.Column("asked_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["ticket_id"], ["tickets.id"], name="fk_followups_ticket_id"),
        sa.PrimaryKeyConstraint("ticket_id", name="pk_followups"),
    )
    op.create_index("ix_followups_ask_again_on", "followups", ["ask_again_on"])
    op.create_table(
        "pages",
        sa.Column("id", COUNTER, nullable=False),
        sa.Column("key", sa.String(160), nullable=False),
        sa.Column("ticket_id", sa.String(32), nullable=False),
        sa.Column("agency", sa.String(40), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("why", sa.String(20), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["ticket_id"], ["tickets.id"], name="fk_pages_ticket_id"),
        sa.PrimaryKeyConstraint("id", name="pk_pages"),
        sa.UniqueConstraint("key", name="uq_pages_key"),
    )
    op.create_index("ix_pages_ticket_id", "pages", ["ticket_id"])
    op.create_index("ix_pages_agency_level_id", "pages", ["agency", "level", "id"])


def downgrade() -> None:
    """Take back."""
    for table in ("pages", "followups", "help_requests"):
        op.drop_table(table)
    op.drop_index("ix_tickets_parent_id", "tickets")
    op.drop_index("ix_tickets_wake_at", "tickets")
    for column in reversed(COLUMNS):
        op.drop_column("tickets", column.name)
