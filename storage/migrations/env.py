"""Alembic's entry: migrations run on the connection that storage/migrate.py hands over, each in its own transaction.

So one may leave it for what PostgreSQL does only outside, such as an index made while others write.
"""

from alembic import context

from storage.tables import metadata

#: Rather fail and be tried again than stand in the queue for a table, where everybody else would wait behind us.
LOCK_TIMEOUT = "5s"

connection = context.config.attributes["connection"]
if connection.dialect.name == "postgresql":
    connection.exec_driver_sql(f"SET lock_timeout = '{LOCK_TIMEOUT}'")
    connection.commit()
context.configure(
    connection=connection, target_metadata=metadata, render_as_batch=True, transaction_per_migration=True
)
with context.begin_transaction():
    context.run_migrations()
