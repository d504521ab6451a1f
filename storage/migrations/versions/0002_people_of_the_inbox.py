"""People of the inbox: several agencies, second factors, devices, and a log that only grows."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

COUNTER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
ON_SQLITE = (
    "CREATE TRIGGER audit_log_keeps_{name} BEFORE {verb} ON audit_log "
    "BEGIN SELECT RAISE(ABORT, 'audit_log only grows'); END"
)
ON_POSTGRESQL = (
    "CREATE FUNCTION audit_log_only_grows() RETURNS trigger LANGUAGE plpgsql AS "
    "$$ BEGIN RAISE EXCEPTION 'audit_log only grows'; END $$",
    "CREATE TRIGGER audit_log_keeps BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_log "
    "FOR EACH STATEMENT EXECUTE FUNCTION audit_log_only_grows()",
)


def upgrade() -> None:
    """Apply."""
    op.add_column("officer_sessions", sa.Column("device", sa.String(120), server_default="", nullable=False))
    op.add_column(
        "officer_sessions", sa.Column("pending", sa.Boolean(), server_default=sa.false(), nullable=False)
    )
    op.create_table(
        "officer_agencies",
        sa.Column("officer_id", sa.String(32), nullable=False),
        sa.Column("agency", sa.String(40), nullable=False),
        sa.ForeignKeyConstraint(["officer_id"], ["officers.id"], name="fk_officer_agencies_officer_id"),
        sa.PrimaryKeyConstraint("officer_id", "agency", name="pk_officer_agencies"),
    )
    op.create_table(
        "second_factors",
        sa.Column("officer_id", sa.String(32), nullable=False),
        sa.Column("secret_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("last_step", COUNTER),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("confirmed_at", MOMENT),
        sa.ForeignKeyConstraint(["officer_id"], ["officers.id"], name="fk_second_factors_officer_id"),
        sa.PrimaryKeyConstraint("officer_id", name="pk_second_factors"),
    )
    op.create_table(
        "recovery_codes",
        sa.Column("officer_id", sa.String(32), nullable=False),
        sa.Column("code_hash", sa.String(64), nullable=False),
        sa.Column("used_at", MOMENT),
        sa.ForeignKeyConstraint(["officer_id"], ["officers.id"], name="fk_recovery_codes_officer_id"),
        sa.PrimaryKeyConstraint("officer_id", "code_hash", name="pk_recovery_codes"),
    )
    op.create_table(
        "audit_log",
        sa.Column("id", COUNTER, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("officer_id", sa.String(32), nullable=False),
        sa.Column("action", sa.String(30), nullable=False),
        sa.Column("ticket_id", sa.String(32)),
        sa.Column("subject", sa.String(60), server_default="", nullable=False),
        sa.Column("detail", sa.String(200), server_default="", nullable=False),
        sa.ForeignKeyConstraint(["officer_id"], ["officers.id"], name="fk_audit_log_officer_id"),
        sa.ForeignKeyConstraint(["ticket_id"], ["tickets.id"], name="fk_audit_log_ticket_id"),
        sa.PrimaryKeyConstraint("id", name="pk_audit_log"),
    )
    op.create_index("ix_audit_log_officer_id_id", "audit_log", ["officer_id", "id"])
    op.create_index("ix_audit_log_ticket_id_id", "audit_log", ["ticket_id", "id"])
    for statement in _triggers():
        op.execute(statement)


def downgrade() -> None:
    """Take back; on SQLite a table's triggers go with it."""
    op.drop_table("audit_log")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION audit_log_only_grows()")
    op.drop_table("recovery_codes")
    op.drop_table("second_factors")
    op.drop_table("officer_agencies")
    op.drop_column("officer_sessions", "pending")
    op.drop_column("officer_sessions", "device")


def _triggers() -> tuple[str, ...]:
    if op.get_bind().dialect.name == "postgresql":
        return ON_POSTGRESQL
    return tuple(ON_SQLITE.format(name=verb.lower(), verb=verb) for verb in ("UPDATE", "DELETE"))
