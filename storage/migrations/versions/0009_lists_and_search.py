"""Lists and search: saved filters, words to find cases by, indexes, and when a promise was first broken."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import TSVECTOR

from storage.case_words import index_everything

revision = "0009"
down_revision = "0008"

COUNTER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
OPEN, HELPED, SECRET = "closed_at IS NULL", "supporting <> '[]'", "visibility = 'secret'"
ALARMS = "closed_at IS NULL AND first_answered_at IS NULL AND urgency = 'emergency'"
#: SQLite writes a truth as a number, and reads an index only under its very words.
REVIEW = ("needs_review = 1", "needs_review")
OF_OPEN = (
    "agency status urgency visibility claimed_by level first_answered_at first_answer_due completion_due missed_at "
    "opened_at topic area_code supporting number id closed_at"
).split()
INDEXES = (
    ("ix_tickets_open", "tickets", OF_OPEN, OPEN),
    ("ix_tickets_claimed_by_open", "tickets", ["claimed_by"], OPEN),
    ("ix_tickets_needs_review", "tickets", ["agency"], REVIEW),
    ("ix_tickets_alarms", "tickets", ["opened_at"], ALARMS),
    ("ix_tickets_helped", "tickets", ["id", "supporting"], HELPED),
    ("ix_tickets_closed_at_id", "tickets", ["closed_at", "id"], "closed_at IS NOT NULL"),
    ("ix_tickets_agency_closed_at_id", "tickets", ["agency", "closed_at", "id"], "closed_at IS NOT NULL"),
    ("ix_tickets_closed_at_secret", "tickets", ["agency", "closed_at", "id"], SECRET),
    ("ix_tickets_opened_at_id", "tickets", ["opened_at", "id"], None),
    ("ix_tickets_agency_opened_at_id", "tickets", ["agency", "opened_at", "id"], None),
    ("ix_tickets_opened_at_secret", "tickets", ["agency", "opened_at", "id"], SECRET),
    ("ix_conversations_held", "conversations", ["owner_ticket_id"], "owner = 'officer'"),
)
FTS = (
    "CREATE VIRTUAL TABLE case_fts USING fts5(words, content='case_words', content_rowid='n', detail=none, "
    "columnsize=0, tokenize=\"unicode61 remove_diacritics 0 tokenchars '@'\")"
)
ADD = "INSERT INTO case_fts(rowid, words) VALUES (new.n, new.words);"
TAKE = "INSERT INTO case_fts(case_fts, rowid, words) VALUES ('delete', old.n, old.words);"
TRIGGERS = {"INSERT": ADD, "DELETE": TAKE, "UPDATE OF words": TAKE + " " + ADD}


def upgrade() -> None:
    """Apply, and read what is there."""
    op.add_column("tickets", sa.Column("missed_at", MOMENT))
    op.create_table(
        "saved_filters",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("officer_id", sa.String(32), nullable=False),
        sa.Column("name", sa.String(40), nullable=False),
        sa.Column("query", sa.Text(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["officer_id"], ["officers.id"], name="fk_saved_filters_officer_id"),
        sa.PrimaryKeyConstraint("id", name="pk_saved_filters"),
        sa.UniqueConstraint("officer_id", "name", name="uq_saved_filters_officer_id_name"),
    )
    op.create_table(
        "case_words",
        sa.Column("n", COUNTER, nullable=False),
        sa.Column("ticket_id", sa.String(32), nullable=False),
        sa.Column("mark", sa.String(16), nullable=False),
        sa.Column("words", sa.Text().with_variant(TSVECTOR(), "postgresql"), nullable=False),
        sa.ForeignKeyConstraint(["ticket_id"], ["tickets.id"], name="fk_case_words_ticket_id"),
        sa.PrimaryKeyConstraint("n", name="pk_case_words"),
        sa.UniqueConstraint("ticket_id", name="uq_case_words_ticket_id"),
    )
    for name, table, columns, condition in INDEXES:
        each = condition if isinstance(condition, tuple) else (condition, condition)
        on_sqlite, on_postgresql = (one and sa.text(one) for one in each)
        op.create_index(name, table, columns, sqlite_where=on_sqlite, postgresql_where=on_postgresql)
    if op.get_bind().dialect.name == "postgresql":
        op.create_index("ix_case_words_words", "case_words", ["words"], postgresql_using="gin")
    else:
        op.execute(FTS)
        for n, (when, then) in enumerate(TRIGGERS.items()):
            op.execute(f"CREATE TRIGGER case_words_{n} AFTER {when} ON case_words BEGIN {then} END")
    index_everything(op.get_bind())


def downgrade() -> None:
    """Take back."""
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TABLE case_fts")
    op.drop_table("case_words")
    op.drop_table("saved_filters")
    for name, table, _, _ in reversed(INDEXES):
        op.drop_index(name, table)
    op.drop_column("tickets", "missed_at")
