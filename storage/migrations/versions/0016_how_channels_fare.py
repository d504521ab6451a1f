"""How channels fare: when they were heard last, their tokens and webhooks."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "channel_health",
        sa.Column("channel", sa.String(20), nullable=False),
        sa.Column("scope", sa.String(64), nullable=False),
        sa.Column("heard_at", MOMENT),
        sa.Column("checked_at", MOMENT),
        sa.Column("token_valid", sa.Boolean()),
        sa.Column("token_expires_at", MOMENT),
        sa.Column("subscribed", sa.Boolean()),
        sa.Column("waiting", sa.Integer()),
        sa.Column("trouble", sa.String(200), nullable=False, server_default=""),
        sa.PrimaryKeyConstraint("channel", "scope", name="pk_channel_health"),
    )


def downgrade() -> None:
    """Take back."""
    op.drop_table("channel_health")
