"""Photos that go out with an answer, and what is known of photos that are weighed."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0005"
down_revision = "0004"

JSON = sa.JSON().with_variant(JSONB(), "postgresql")
MOMENT = sa.DateTime(timezone=True)
INDEXED = ("sha256", "band0", "band1", "band2", "band3")


def upgrade() -> None:
    """Apply."""
    op.add_column("outbox", sa.Column("files", JSON, server_default="[]", nullable=False))
    op.create_table(
        "evidence",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("role", sa.String(12), nullable=False),
        sa.Column("ticket_id", sa.String(32)),
        sa.Column("attachment_id", sa.String(32)),
        sa.Column("file", sa.String(120)),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("phash", sa.String(16)),
        *(sa.Column(f"band{n}", sa.Integer()) for n in range(4)),
        sa.Column("taken_at", MOMENT),
        sa.Column("latitude", sa.Float()),
        sa.Column("longitude", sa.Float()),
        sa.Column("doubts", JSON, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("officer_id", sa.String(32)),
        sa.Column("verdict", sa.String(12), server_default="", nullable=False),
        sa.Column("reviewed_by", sa.String(32)),
        sa.Column("reviewed_at", MOMENT),
        sa.ForeignKeyConstraint(["ticket_id"], ["tickets.id"], name="fk_evidence_ticket_id"),
        sa.ForeignKeyConstraint(["attachment_id"], ["attachments.id"], name="fk_evidence_attachment_id"),
        sa.ForeignKeyConstraint(["officer_id"], ["officers.id"], name="fk_evidence_officer_id"),
        sa.ForeignKeyConstraint(["reviewed_by"], ["officers.id"], name="fk_evidence_reviewed_by"),
        sa.PrimaryKeyConstraint("id", name="pk_evidence"),
        sa.UniqueConstraint("attachment_id", name="uq_evidence_attachment_id"),
        sa.UniqueConstraint("ticket_id", "sha256", "created_at", name="uq_evidence_ticket_id_sha256_created_at"),
    )
    for column in INDEXED:
        op.create_index(f"ix_evidence_{column}", "evidence", [column])
    op.create_index("ix_evidence_verdict_created_at", "evidence", ["verdict", "created_at"])


def downgrade() -> None:
    """Take back."""
    op.drop_table("evidence")
    op.drop_column("outbox", "files")
