"""Reports: the figures of finished periods, and indexes by which the open and the recent are found."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0010"
down_revision = "0009"

JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
UNANSWERED = sa.text("first_answered_at IS NULL AND closed_at IS NULL")


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "report_snapshots",
        sa.Column("period", sa.String(10), nullable=False),
        sa.Column("agency", sa.String(40), nullable=False),
        sa.Column("body", JSON, nullable=False),
        sa.Column("tickets", JSON, nullable=False),
        sa.Column("computed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("period", "agency", name="pk_report_snapshots"),
    )
    op.create_index("ix_ticket_events_at_ticket_id", "ticket_events", ["at", "ticket_id"])
    op.create_index("ix_tickets_closed_at_opened_at", "tickets", ["closed_at", "opened_at"])
    op.create_index(
        "ix_tickets_unanswered",
        "tickets",
        ["opened_at"],
        sqlite_where=UNANSWERED,
        postgresql_where=UNANSWERED,
    )


def downgrade() -> None:
    """Take back."""
    op.drop_index("ix_tickets_unanswered", "tickets")
    op.drop_index("ix_tickets_closed_at_opened_at", "tickets")
    op.drop_index("ix_ticket_events_at_ticket_id", "ticket_events")
    op.drop_table("report_snapshots")
