"""Evidence knows the reply it came with, so that a reply taken back takes it along."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    """Apply."""
    op.add_column("evidence", sa.Column("turn", sa.String(120)))


def downgrade() -> None:
    """Take back."""
    op.drop_column("evidence", "turn")
