"""Pacing what is sent, and a breaker for each channel; the release before may run on meanwhile."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0015"
down_revision = "0014"

MOMENT = sa.DateTime(timezone=True)
JSON = sa.JSON().with_variant(JSONB(), "postgresql")
UNSENT = sa.text("state IN ('pending', 'waiting')")
ASTRAY = sa.text("state = 'pending' AND channel = ''")


def upgrade() -> None:
    """Apply; only what is still to be sent needs its channel, so that no great table is rewritten."""
    op.create_table(
        "channel_states",
        sa.Column("channel", sa.String(20), nullable=False),
        sa.Column("scope", sa.String(64), nullable=False),
        sa.Column("failing", JSON, nullable=False, server_default="[]"),
        sa.Column("probes", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("open_until", MOMENT),
        sa.Column("error", sa.String(200)),
        sa.Column("since", MOMENT),
        sa.Column("spent_until", MOMENT),
        sa.PrimaryKeyConstraint("channel", "scope", name="pk_channel_states"),
    )
    op.add_column("contact_addresses", sa.Column("spent_until", MOMENT))
    op.add_column("outbox", sa.Column("channel", sa.String(20), nullable=False, server_default=""))
    op.add_column("outbox", sa.Column("behind", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.execute(
        "UPDATE outbox SET channel = (SELECT c.channel FROM conversations c WHERE c.id = conversation_id)"
        " WHERE state IN ('pending', 'waiting')"
    )
    op.create_index(
        "ix_outbox_due",
        "outbox",
        ["channel", "not_before", "id"],
        # SQLite writes a truth as a number, and reads an index only under its very words.
        sqlite_where=sa.text("state = 'pending' AND behind = 0"),
        postgresql_where=sa.text("state = 'pending' AND NOT behind"),
    )
    unsent = ("ix_outbox_unsent", "outbox", ["conversation_id", "id"])
    op.create_index(*unsent, sqlite_where=UNSENT, postgresql_where=UNSENT)
    op.create_index("ix_outbox_astray", "outbox", ["id"], sqlite_where=ASTRAY, postgresql_where=ASTRAY)


def downgrade() -> None:
    """Take back."""
    op.drop_index("ix_outbox_astray", "outbox")
    op.drop_index("ix_outbox_unsent", "outbox")
    op.drop_index("ix_outbox_due", "outbox")
    op.drop_column("outbox", "behind")
    op.drop_column("outbox", "channel")
    op.drop_column("contact_addresses", "spent_until")
    op.drop_table("channel_states")
