-- One chunk of the load world for one ticket type: %(type)s, numbers %(first)s to %(last)s.

CREATE TEMPORARY TABLE batch ON COMMIT DROP AS
SELECT n,
       %(prefix)s || '00-' || lpad(n::text, 7, '0') AS number,
       'load' || %(type)s || '.' || n || '@example.com' AS email,
       'L' || %(type)s || '-' || n AS order_code,
       now() - (n %% 900) * interval '1 day' - (n %% 1440) * interval '1 minute' AS created_at
FROM generate_series(%(first)s::int, %(last)s::int) AS n;

INSERT INTO contacts_contact (name, email, phone, company, language, country, created_at, updated_at)
SELECT 'Customer ' || n, email, '', '', 'cs', 'CZ', created_at, created_at FROM batch;

INSERT INTO orders_order (shop_id, code, external_id, placed_at, customer_name, company, email, phone, billing_address,
    shipping_address, language, country, currency, carrier, payment, total, url, invoice_code, package_number,
    items_digest, imported_at, updated_at)
SELECT %(shop)s, order_code, '', created_at - interval '9 days', 'Customer ' || n, '', email, '', '{}', '{}', 'cs', 'CZ',
    'CZK', 'PPL', '', 100 + n %% 9000, '', '', '', '', now(), now()
FROM batch;

INSERT INTO tickets_ticket (number, type_id, status_id, queue_id, agent_id, priority, subject, description, source,
    contact_id, customer_name, email, phone, order_id, order_code, carrier, language, country, currency, due_at,
    closed_at, waiting_since, created_at, updated_at)
SELECT b.number, %(type)s, s.id, (SELECT queue_id FROM tickets_tickettype WHERE id = %(type)s),
    people.ids[1 + n %% greatest(1, cardinality(people.ids))],
    (ARRAY['low', 'normal', 'normal', 'normal', 'high', 'urgent'])[1 + n %% 6],
    'Matter number ' || n, '', 'phone', c.id, c.name, c.email, '', o.id, o.code, 'PPL', 'cs', 'CZ', 'CZK',
    b.created_at + interval '30 days',
    CASE WHEN s.turn = 'closed' THEN b.created_at + interval '12 days' END,
    CASE WHEN s.turn <> 'closed' THEN b.created_at END,
    b.created_at, b.created_at
FROM batch b
JOIN contacts_contact c USING (email)
JOIN orders_order o ON o.shop_id = %(shop)s AND o.code = b.order_code
CROSS JOIN (SELECT array_agg(id ORDER BY id) AS ids FROM people_user) AS people
JOIN (SELECT id, turn, turn = 'closed' AS is_closed,
             row_number() OVER (PARTITION BY turn = 'closed' ORDER BY position) - 1 AS place,
             count(*) OVER (PARTITION BY turn = 'closed') AS many
      FROM tickets_status WHERE type_id = %(type)s) AS s
  ON s.is_closed = (n %% 10 < 9) AND s.place = n %% s.many;

INSERT INTO tickets_ticketitem (ticket_id, position, code, name, quantity, ordered_quantity, unit_price, reason)
SELECT t.id, 0, 'P' || n %% 500, 'Product ' || n %% 500, 1, 1, 100 + n %% 900, ''
FROM batch b JOIN tickets_ticket t USING (number);

INSERT INTO activities_activity (ticket_id, name, description, due_at, all_day, assignee_id, status, completed_at,
    rule_name, created_by_label, created_at, updated_at)
SELECT t.id, (ARRAY['Check shipment delivery', 'Assess the claim', 'Call the customer'])[1 + n %% 3], '',
    now() + (n %% 120 - 60) * interval '1 day', true, t.agent_id,
    CASE WHEN t.closed_at IS NULL THEN 'open' ELSE 'closed' END, t.closed_at, '', '', t.created_at, t.created_at
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
    INSERT INTO journal_event (id, kind, payload, at, actor_kind, actor_label, act, depth, relayed_at)
    SELECT id, kind, payload, at, 'system', 'load', gen_random_uuid(), 0, now() FROM told
)
INSERT INTO journal_subject (kind, subject_id, event_id, event_kind)
SELECT about.kind, about.number, told.id, told.kind
FROM told CROSS JOIN LATERAL (VALUES ('ticket', ticket), ('contact', contact)) AS about (kind, number);

DROP TABLE batch;
