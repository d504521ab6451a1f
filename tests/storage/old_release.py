"""The release before, as far as the database sees it: its statements, over and over, until told to stop.

`python -m tests.storage.old_release URL` prints how many messages it had acknowledged when its input ended.
"""

import sys
import threading

import psycopg

ADDRESS = (
    "INSERT INTO contact_addresses (contact_id, channel, scope, fingerprint, id_sealed, created_at) "
    "VALUES ('old', 'web', 's', 'old', '', now()) RETURNING id"
)
MESSAGE = (
    "INSERT INTO inbound_messages (channel, scope, fingerprint, conversation_id, sequence, kind, direct, thread, text, "
    "version, provider_time, received_at, ready_at, state, forwarded, raw_sealed) VALUES ('web', 's', %s, 'old', %s, "
    "'text', true, '', 'halo', 1, now(), now(), now(), 'pending', '', 'raw')"
)
ANSWER = (
    "INSERT INTO outbox (turn, n, conversation_id, author, params, locale, text, buttons, files, state, not_before, "
    "created_at) VALUES (%s, 0, 'old', 'bot', '{}', 'id', 'ya', '[]', '[]', 'pending', now(), now())"
)
TURN = (
    "UPDATE inbound_messages SET attempts = attempts + 1, state = 'done', error = NULL WHERE fingerprint = %s"
)


def main(url: str) -> None:
    told = threading.Event()
    threading.Thread(target=lambda: (sys.stdin.read(), told.set()), daemon=True).start()
    count = 0
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("INSERT INTO contacts (id, created_at) VALUES ('old', now())")
        row = connection.execute(ADDRESS).fetchone()
        assert row is not None
        connection.execute(
            "INSERT INTO conversations (id, contact_id, address_id, channel, scope, created_at) "
            "VALUES ('old', 'old', %s, 'web', 's', now())",
            row,
        )
        print("ready", flush=True)
        while not told.is_set():
            with connection.transaction():
                connection.execute(MESSAGE, (f"old {count}", count))
            with connection.transaction():
                connection.execute(TURN, (f"old {count}",))
                connection.execute(ANSWER, (f"in:old {count}",))
            count += 1
    print(count, flush=True)


if __name__ == "__main__":
    main(sys.argv[1])
