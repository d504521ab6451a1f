"""A table for what webhooks brought and nobody has read yet; the release before writes none and runs on."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"

TABLE = "unopened_bodies"


def upgrade() -> None:
    """Apply."""
    op.create_table(
        TABLE,
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("channel", sa.String(20), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("body_sealed", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_unopened_bodies"),
    )
    if op.get_bind().dialect.name == "postgresql":
        # Every row goes soon: cleaned up after thousands, not after a share of what is there.
        cleaned = "autovacuum_vacuum_scale_factor = 0.01, autovacuum_vacuum_threshold = 1000"
        op.execute(f"ALTER TABLE {TABLE} SET ({cleaned})")


def downgrade() -> None:
    """Take back. What nobody has read yet would be lost: let the senders read it all before."""
    op.drop_table(TABLE)
