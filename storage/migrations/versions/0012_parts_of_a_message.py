"""Several tickets of one message know which of its words are theirs."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "message_parts",
        sa.Column("ticket_id", sa.String(32), nullable=False),
        sa.Column("message_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("only", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["ticket_id"], ["tickets.id"], name="fk_message_parts_ticket_id"),
        sa.ForeignKeyConstraint(["message_id"], ["inbound_messages.id"], name="fk_message_parts_message_id"),
        sa.PrimaryKeyConstraint("ticket_id", "message_id", name="pk_message_parts"),
    )
    op.create_index("ix_message_parts_message_id", "message_parts", ["message_id"])


def downgrade() -> None:
    """Take back."""
    op.drop_table("message_parts")
