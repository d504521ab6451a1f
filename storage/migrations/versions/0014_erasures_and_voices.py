"""Erasures at a citizen's wish, and what was heard in voice messages."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0014"
down_revision = "0013"

COUNTER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
JSON = sa.JSON().with_variant(JSONB(), "postgresql")


def upgrade() -> None:
    """Apply."""
    op.add_column("contacts", sa.Column("erased_at", MOMENT))
    op.create_table(
        "erasures",
        sa.Column("contact_fingerprint", sa.String(64), nullable=False),
        sa.Column("contact_id", sa.String(32)),
        sa.Column("asked_by", sa.String(120), nullable=False),
        sa.Column("asked_at", MOMENT, nullable=False),
        sa.Column("due_at", MOMENT),
        sa.Column("erased_at", MOMENT),
        sa.Column("files", JSON, nullable=False, server_default="[]"),
        sa.ForeignKeyConstraint(["contact_id"], ["contacts.id"], name="fk_erasures_contact_id"),
        sa.PrimaryKeyConstraint("contact_fingerprint", name="pk_erasures"),
        sa.UniqueConstraint("contact_id", name="uq_erasures_contact_id"),
    )
    op.create_index("ix_erasures_erased_at", "erasures", ["erased_at"])
    op.create_table(
        "voices",
        sa.Column("attachment_id", sa.String(32), nullable=False),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("text", sa.Text(), nullable=False, server_default=""),
        sa.Column("attempts", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("since", MOMENT, nullable=False),
        sa.Column("confirmed_by", COUNTER),
        sa.ForeignKeyConstraint(["attachment_id"], ["attachments.id"], name="fk_voices_attachment_id"),
        sa.ForeignKeyConstraint(
            ["confirmed_by"], ["inbound_messages.id"], name="fk_voices_confirmed_by"
        ),
        sa.PrimaryKeyConstraint("attachment_id", name="pk_voices"),
    )
    op.create_index("ix_voices_state_since", "voices", ["state", "since"])


def downgrade() -> None:
    """Take back."""
    op.drop_table("voices")
    op.drop_table("erasures")
    op.drop_column("contacts", "erased_at")
