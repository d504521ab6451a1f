"""What bursts, loops and late turns need: who wrote the words, what was worked quietly, and the latest messages."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"

TABLE = "inbound_messages"


def upgrade() -> None:
    """Apply."""
    op.add_column(TABLE, sa.Column("forwarded", sa.String(8), nullable=False, server_default=""))
    op.add_column(TABLE, sa.Column("quiet", sa.Boolean, nullable=False, server_default=sa.false()))
    op.create_index("ix_inbound_messages_conversation_id_id", TABLE, ["conversation_id", "id"])
    op.create_index(
        "ix_inbound_messages_quiet",
        TABLE,
        ["conversation_id"],
        # SQLite writes a truth as a number, and reads an index only under its very words.
        sqlite_where=sa.text("quiet = 1"),
        postgresql_where=sa.text("quiet"),
    )


def downgrade() -> None:
    """Take back."""
    op.drop_index("ix_inbound_messages_quiet", TABLE)
    op.drop_index("ix_inbound_messages_conversation_id_id", TABLE)
    op.drop_column(TABLE, "quiet")
    op.drop_column(TABLE, "forwarded")
