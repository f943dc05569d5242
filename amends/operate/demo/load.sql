-- One chunk of the load world for one ticket type: %(type)s, numbers %(first)s to %(last)s.
-- Chance is a product of the number with a prime, so that every run makes the same tickets. A chance taken to a power
-- makes the first of a list common and the last rare.

CREATE FUNCTION pg_temp.chance(n int, prime bigint) RETURNS float8 LANGUAGE sql IMMUTABLE AS
$f$ SELECT (n * prime %% 1000003)::float8 / 1000003 $f$;

CREATE FUNCTION pg_temp.one_of(list text[], chance float8) RETURNS text LANGUAGE sql IMMUTABLE AS
$f$ SELECT list[1 + floor(cardinality(list) * chance)::int] $f$;

CREATE TEMPORARY TABLE batch ON COMMIT DROP AS
SELECT n, number, order_code, created_at, customer_name, phone, language, country, currency, subject, product,
       amends_fold(replace(customer_name, ' ', '.')) || '.' || %(type)s || '-' || n || '@example.'
           || CASE country WHEN 'PL' THEN 'net' ELSE 'com' END AS email
FROM (
    SELECT n,
           %(prefix)s || '00-' || lpad(n::text, 7, '0') AS number,
           'L' || %(type)s || '-' || n AS order_code,
           now() - pg_temp.chance(n, 7919) * interval '900 days' AS created_at,
           CASE WHEN n %% 3 = 0 THEN
               pg_temp.one_of(ARRAY['Anna', 'Katarzyna', 'Piotr', 'Krzysztof', 'Małgorzata', 'Agnieszka', 'Tomasz',
                   'Paweł', 'Łukasz', 'Michał', 'Żaneta', 'Święcisława', 'Bożydar', 'Zdzisława'],
                   pg_temp.chance(n, 104729) ^ 2) || ' ' ||
               pg_temp.one_of(ARRAY['Nowak', 'Kowalska', 'Wiśniewski', 'Wójcik', 'Kamińska', 'Lewandowski',
                   'Zielińska', 'Szymański', 'Woźniak', 'Dąbrowski', 'Kozłowska', 'Mazur', 'Krawczyk', 'Grzęda',
                   'Źdźbłowski', 'Brzęczyszczykiewicz'], pg_temp.chance(n, 15485863) ^ 3)
           ELSE
               pg_temp.one_of(ARRAY['Jana', 'Jiří', 'Petr', 'Marie', 'Eva', 'Tomáš', 'Lenka', 'Kateřina', 'Ondřej',
                   'Věra', 'Šárka', 'Vojtěch', 'Zbyněk', 'Bořivoj', 'Ctirad'],
                   pg_temp.chance(n, 104729) ^ 2) || ' ' ||
               pg_temp.one_of(ARRAY['Nováková', 'Novák', 'Svoboda', 'Dvořáková', 'Černý', 'Procházka', 'Kučerová',
                   'Veselý', 'Horáková', 'Němec', 'Pokorný', 'Růžičková', 'Beneš', 'Fialová', 'Sedláček', 'Žižková',
                   'Ďurková', 'Chmelař', 'Skřivánek', 'Nejezchlebová'], pg_temp.chance(n, 15485863) ^ 3)
           END || CASE WHEN n %% 2 = 0 THEN '' ELSE ' ' || initcap(
               pg_temp.one_of(ARRAY['ba', 'ce', 'di', 'fo', 'gu', 'ha', 'ko', 'li', 'mo', 'ny'],
                   pg_temp.chance(n, 611953)) ||
               pg_temp.one_of(ARRAY['bra', 'cek', 'dlo', 'fka', 'hyn', 'jda', 'kvi', 'lou', 'man', 'nda', 'ryb'],
                   pg_temp.chance(n, 350377)) ||
               pg_temp.one_of(ARRAY['ba', 'cha', 'dov', 'ek', 'ik', 'l', 'ny', 'ra', 'ska', 't', 'ur', 'v', 'zel'],
                   pg_temp.chance(n, 746773))) END AS customer_name,
           CASE WHEN n %% 3 = 0 THEN '+48' ELSE '+420' END
               || (600000000 + n::bigint * 7368787 %% 199999999)::text AS phone,
           CASE WHEN n %% 3 = 0 THEN 'pl' ELSE 'cs' END AS language,
           CASE WHEN n %% 3 = 0 THEN 'PL' ELSE 'CZ' END AS country,
           CASE WHEN n %% 3 = 0 THEN 'PLN' ELSE 'CZK' END AS currency,
           pg_temp.one_of(ARRAY['Broken zip', 'Seam came apart', 'Wrong size', 'Damaged in transport', 'Colour faded',
               'Sole comes off', 'Does not switch on', 'Missing part', 'Battery does not charge', 'Screen flickers',
               'Two left shoes', 'Xylophone out of tune'], pg_temp.chance(n, 49979687) ^ 4) AS subject,
           pg_temp.one_of(ARRAY['Backpack', 'Trousers', 'Jacket', 'Boots', 'Headlamp', 'Tent', 'Stove', 'Rope'],
               pg_temp.chance(n, 86028121) ^ 2) || ' ' || n %% 500 AS product
    FROM generate_series(%(first)s::int, %(last)s::int) AS n
) AS drawn;

INSERT INTO contacts_contact (name, email, phone, company, language, country, created_at, updated_at)
SELECT customer_name, email, phone, '', language, country, created_at, created_at FROM batch;

INSERT INTO orders_order (shop_id, code, external_id, placed_at, customer_name, company, email, phone, billing_address,
    shipping_address, language, country, currency, carrier, payment, total, url, invoice_code, package_number,
    imported_at, updated_at)
SELECT %(shop)s, order_code, '', created_at - interval '9 days', customer_name, '', email, phone, '{}', '{}', language,
    country, currency, pg_temp.one_of(ARRAY['PPL', 'DPD', 'InPost'], pg_temp.chance(n, 32452843)), '', 100 + n %% 9000,
    '', 'FV' || n, '', now(), now()
FROM batch;

INSERT INTO orders_orderitem (order_id, position, kind, code, name, variant, quantity, unit_price, total)
SELECT o.id, 0, 'product', 'P' || b.n %% 500, b.product, '', 1, 100 + b.n %% 900, 100 + b.n %% 900
FROM batch b JOIN orders_order o ON o.shop_id = %(shop)s AND o.code = b.order_code;

-- One open ticket in a thousand has the last of the open statuses; so it is with the last of the queues.
INSERT INTO tickets_ticket (number, type_id, status_id, queue_id, agent_id, priority, subject, description, source,
    contact_id, customer_name, email, phone, order_id, order_code, carrier, language, country, currency, due_at,
    closed_at, waiting_since, last_customer_reply_at, last_agent_reply_at, created_at, updated_at)
SELECT b.number, %(type)s, s.id,
    (%(queues)s::bigint[])[CASE WHEN pg_temp.chance(b.n, 295075147) < 0.001 THEN cardinality(%(queues)s::bigint[])
        ELSE 1 + floor((cardinality(%(queues)s::bigint[]) - 1) * pg_temp.chance(b.n, 67867967) ^ 2)::int END],
    CASE WHEN b.n %% 7 > 0 THEN
        (%(people)s::bigint[])[1 + floor(cardinality(%(people)s::bigint[]) * pg_temp.chance(b.n, 86028157) ^ 2)::int] END,
    (ARRAY['normal', 'low', 'high', 'urgent'])[1 + floor(4 * pg_temp.chance(b.n, 122949823) ^ 3)::int],
    b.subject || ' · ' || b.product, '', pg_temp.one_of(ARRAY['email', 'phone', 'portal', 'branch'],
        pg_temp.chance(b.n, 141650939)),
    c.id, b.customer_name, b.email, b.phone, o.id, o.code, o.carrier, b.language, b.country, b.currency,
    CASE WHEN b.n %% 5 > 0 THEN b.created_at + (20 + b.n %% 20) * interval '1 day' END,
    CASE WHEN s.is_closed THEN least(now(), b.created_at + pg_temp.chance(b.n, 160481183) * interval '40 days') END,
    CASE WHEN NOT s.is_closed THEN b.created_at + pg_temp.chance(b.n, 179424673) * (now() - b.created_at) END,
    CASE WHEN b.n %% 4 > 0 THEN b.created_at + pg_temp.chance(b.n, 198491317) * (now() - b.created_at) END,
    CASE WHEN b.n %% 4 > 1 THEN b.created_at + pg_temp.chance(b.n, 217645177) * (now() - b.created_at) END,
    b.created_at, b.created_at
FROM batch b
JOIN contacts_contact c USING (email)
JOIN orders_order o ON o.shop_id = %(shop)s AND o.code = b.order_code
JOIN (SELECT id, turn = 'closed' AS is_closed,
             row_number() OVER (PARTITION BY turn = 'closed' ORDER BY position) - 1 AS place,
             count(*) OVER (PARTITION BY turn = 'closed') AS many
      FROM tickets_status WHERE type_id = %(type)s) AS s
  ON s.is_closed = (b.n %% 10 < 9) AND s.place = CASE
      WHEN s.is_closed THEN b.n %% s.many
      WHEN b.n %% 1000 = 9 THEN s.many - 1
      ELSE floor((s.many - 1) * pg_temp.chance(b.n, 236887691) ^ 2) END;

INSERT INTO tickets_ticketitem (ticket_id, position, code, name, quantity, ordered_quantity, unit_price, reason)
SELECT t.id, 0, 'P' || n %% 500, b.product, 1, 1, 100 + n %% 900, ''
FROM batch b JOIN tickets_ticket t USING (number);

-- Half have the first tag, one in fifty the second, one in five thousand the third; nearly half have none. Chances, so that open and
-- closed ones share them.
INSERT INTO tickets_tickettag (ticket_id, tag_id)
SELECT t.id, (%(tags)s::bigint[])[place]
FROM batch b JOIN tickets_ticket t USING (number)
CROSS JOIN LATERAL (VALUES (1, pg_temp.chance(b.n, 314606869) < 0.5), (2, pg_temp.chance(b.n, 334214459) < 0.02),
    (3, pg_temp.chance(b.n, 353868013) < 0.0002)) AS has (place, it)
WHERE has.it;

INSERT INTO activities_activity (ticket_id, name, description, due_at, all_day, assignee_id, status, completed_at,
    completed_by_id, rule_name, created_by_label, created_at, updated_at)
SELECT t.id, pg_temp.one_of(ARRAY['Check shipment delivery', 'Assess the claim', 'Call the customer',
        'Ask the supplier', 'Refund the price', 'Write to the carrier', 'Weigh the xylophone'],
        pg_temp.chance(n, 256203161) ^ 3), '',
    CASE WHEN n %% 11 > 0 THEN coalesce(t.closed_at, now()) + (n %% 120 - 60) * interval '1 day' END, n %% 4 > 0,
    t.agent_id, CASE WHEN t.closed_at IS NULL THEN 'open' ELSE 'closed' END, t.closed_at,
    CASE WHEN t.closed_at IS NOT NULL THEN t.agent_id END, '', '', t.created_at, t.created_at
FROM batch b JOIN tickets_ticket t USING (number)
WHERE n %% 3 > 0;

WITH told AS MATERIALIZED (
    SELECT nextval('journal_event_id_seq') AS id, e.kind, e.payload, t.created_at + e.place * interval '1 hour' AS at,
        t.id AS ticket, t.contact_id AS contact
    FROM batch b JOIN tickets_ticket t USING (number)
    CROSS JOIN LATERAL (VALUES
        (0, 'ticket.priority_changed', jsonb_build_object('old', 'normal', 'new', t.priority)),
        (1, 'ticket.deadline_set', jsonb_build_object('old', NULL, 'new', t.due_at))) AS e (place, kind, payload)
), events AS (
    INSERT INTO journal_event (id, kind, payload, at, actor_kind, actor_label, act, depth, large)
    SELECT id, kind, payload, at, 'system', 'load', gen_random_uuid(), 0, false FROM told
)
INSERT INTO journal_subject (kind, subject_id, event_id, event_kind)
SELECT about.kind, about.number, told.id, told.kind
FROM told CROSS JOIN LATERAL (VALUES ('ticket', ticket), ('contact', contact)) AS about (kind, number);

-- One ticket in fifty thousand has a long history.
WITH told AS MATERIALIZED (
    SELECT nextval('journal_event_id_seq') AS id, t.created_at + place * interval '1 minute' AS at, place,
        t.id AS ticket, t.contact_id AS contact
    FROM batch b JOIN tickets_ticket t USING (number) CROSS JOIN generate_series(1, 498) AS place
    WHERE b.n %% 50000 = 19
), events AS (
    INSERT INTO journal_event (id, kind, payload, at, actor_kind, actor_label, act, depth, large)
    SELECT id, 'ticket.priority_changed', jsonb_build_object(
            'old', CASE place %% 2 WHEN 0 THEN 'low' ELSE 'high' END,
            'new', CASE place %% 2 WHEN 0 THEN 'high' ELSE 'low' END),
        at, 'system', 'load', gen_random_uuid(), 0, false FROM told
)
INSERT INTO journal_subject (kind, subject_id, event_id, event_kind)
SELECT about.kind, about.number, told.id, 'ticket.priority_changed'
FROM told CROSS JOIN LATERAL (VALUES ('ticket', ticket), ('contact', contact)) AS about (kind, number);

-- What two people were told: one who sees all tickets and one who does not.
INSERT INTO notifications_notification (user_id, reason, occurrence, "by", by_rule, subject_kind, subject_id, ticket_number,
    title, count, created_at)
SELECT person, 'ticket_assigned', 'load:' || t.id, 'load', false, 'ticket', t.id, t.number, t.subject, 0, t.created_at
FROM batch b JOIN tickets_ticket t USING (number)
CROSS JOIN unnest(ARRAY[(%(people)s::bigint[])[1], (%(people)s::bigint[])[cardinality(%(people)s::bigint[])]]) AS person
WHERE b.n %% 20 = 3;

INSERT INTO outbox_letter (channel, "to", subject, body_text, body_html, headers, language, message_id, is_secret, ticket_id,
    contact_id, posted_by, state, attempts, not_before, last_answer, created_at, sent_at)
SELECT 'email', t.email, t.number || ' ' || t.subject, 'We have your parcel.', '', '{}', t.language,
    '<load-' || t.id || '@example.com>', false, t.id, t.contact_id, 'load', 'sent', 1, t.created_at, '', t.created_at,
    t.created_at
FROM batch b JOIN tickets_ticket t USING (number)
WHERE b.n %% 5 = 2;

INSERT INTO automations_rule (name, position, is_on, subject, "on", "when", steps, broken_reasons, created_at, updated_at)
SELECT 'Load ' || b.number, b.n, false, 'ticket', '{"kind": "ticket.created", "where": null}', NULL,
    '[{"step": "change_priority", "priority": "high"}]', '{}', b.created_at, b.created_at
FROM batch b
WHERE b.n %% 1000 = 7;

-- A bulk change of the whole batch, in chunks of 500.
WITH made AS (
    INSERT INTO executions_execution (subject, steps, author_id, actor, state, total, done, skipped, refused, failed,
        created_at, heard_at, finished_at)
    SELECT 'ticket', '[{"step": "change_priority", "priority": "high"}]', %(administrator)s,
        %(actor)s, 'finished', count(*), count(*), 0, 0, 0, now(), now(), now()
    FROM batch
    RETURNING id
), numbered AS (
    SELECT t.id, (row_number() OVER (ORDER BY t.id) - 1) / 500 AS place FROM batch b JOIN tickets_ticket t USING (number)
)
INSERT INTO executions_chunk (execution_id, position, ids, states, reasons, former)
SELECT made.id, place, array_agg(numbered.id ORDER BY numbered.id), repeat('d', count(*)::int), '[]', '[]'
FROM made CROSS JOIN numbered
GROUP BY made.id, place;

DROP TABLE batch;

DROP FUNCTION pg_temp.chance(int, bigint);

DROP FUNCTION pg_temp.one_of(text[], float8);
