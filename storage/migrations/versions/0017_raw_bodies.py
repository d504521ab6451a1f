"""Raw bodies in a table of months; the release before runs on.

It still writes `inbound_messages.raw_sealed`, which may now be empty; the next release drops the column.
"""

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"

TABLE = "inbound_messages"


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "raw_bodies",
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("message_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("raw_sealed", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("received_at", "message_id", name="pk_raw_bodies"),
        postgresql_partition_by="RANGE (received_at)",
    )
    with op.batch_alter_table(TABLE) as table:
        table.alter_column("raw_sealed", existing_type=sa.LargeBinary(), nullable=True)
    if op.get_bind().dialect.name == "postgresql":
        _months()


def downgrade() -> None:
    """Take back; raw bodies kept since are lost."""
    op.execute(f"UPDATE {TABLE} SET raw_sealed = '' WHERE raw_sealed IS NULL")
    with op.batch_alter_table(TABLE) as table:
        table.alter_column("raw_sealed", existing_type=sa.LargeBinary(), nullable=False)
    op.drop_table("raw_bodies")


def _months() -> None:
    """Make this month's piece and the next; `storage/months.py` makes those that follow."""
    op.execute("CREATE TABLE raw_bodies_other PARTITION OF raw_bodies DEFAULT")
    now = datetime.now(UTC)
    first = datetime(now.year, now.month, 1, tzinfo=UTC)
    for _ in range(2):
        end = first.replace(year=first.year + first.month // 12, month=first.month % 12 + 1)
        bounds = f"FROM ('{first.isoformat()}') TO ('{end.isoformat()}')"
        op.execute(f"CREATE TABLE raw_bodies_{first:%Y%m} PARTITION OF raw_bodies FOR VALUES {bounds}")
        first = end
