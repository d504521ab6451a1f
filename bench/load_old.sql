-- Citizens of the past, numbered from {first} to {last}: one contact, one conversation and twenty messages each, all
-- worked off 40 days ago (bench/load_store.py).
INSERT INTO contacts (id, created_at)
SELECT md5('c' || n), now() FROM generate_series({first}, {last}) n;

INSERT INTO contact_addresses (contact_id, channel, scope, fingerprint, id_sealed, created_at)
SELECT md5('c' || n), 'whatsapp', 'lama', md5('a' || n), '', now() FROM generate_series({first}, {last}) n;

INSERT INTO conversations (id, contact_id, address_id, channel, scope, last_sequence, created_at)
SELECT md5('t' || n), md5('c' || n), a.id, 'whatsapp', 'lama', 20, now()
FROM generate_series({first}, {last}) n JOIN contact_addresses a ON a.contact_id = md5('c' || n);

INSERT INTO inbound_messages (channel, scope, fingerprint, conversation_id, sequence, kind, direct, text,
    provider_time, received_at, ready_at, state, raw_sealed)
SELECT 'whatsapp', 'lama', md5('m' || n || '-' || s), md5('t' || n), s, 'text', true,
    'lampu jalan di depan balai desa mati', at, at, at, 'done', decode(repeat(md5(n::text), 38), 'hex')
FROM generate_series({first}, {last}) n, generate_series(1, 20) s, (SELECT now() - interval '40 days' AS at) t;

-- What filling leaves to the autovacuum is no turn's cost.
VACUUM ANALYZE;
