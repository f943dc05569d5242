from types import SimpleNamespace

import pytest

from amends.outbox.rendering import render_letter

TICKET = SimpleNamespace(number="C26-00042", customer_name="Jana <Nová> & syn", order_code="2026-1187")
ITEMS = [{"quantity": 2, "name": "Mug “Kafka”"}]


@pytest.fixture
def letter():
    context = {"ticket": TICKET, "type_name": "warranty claim", "items": ITEMS, "shop_name": "Hrnky.example"}
    return render_letter("ticket_created", context, language="en")


@pytest.mark.req("R70")
def test_the_customer_reads_the_number_the_order_and_the_products(letter):
    assert letter.subject == "We have received your case C26-00042"
    assert "It is about your order 2026-1187." in letter.text
    assert "- 2 × Mug “Kafka”" in letter.text


def test_names_stay_as_they_are_in_the_text_and_are_harmless_in_the_html(letter):
    assert "Hello Jana <Nová> & syn," in letter.text
    assert "Hello Jana &lt;Nová&gt; &amp; syn," in letter.html


def test_a_language_we_do_not_speak_falls_back_to_the_installations_own():
    rendered = render_letter("password_reset", {"user": SimpleNamespace(name="Ö"), "link": "https://x"}, language="hu")
    assert rendered.language == "en"
    assert '<html lang="en">' in rendered.html


def test_links_in_letters_can_be_followed():
    context = {"user": SimpleNamespace(name="Petra"), "invited_by": "Adam", "link": "https://a.example/i/x?y=1&z=2"}
    rendered = render_letter("invitation", {**context, "days": 7}, language="en")
    assert "\nhttps://a.example/i/x?y=1&z=2\n" in rendered.text
    assert '<a href="https://a.example/i/x?y=1&amp;z=2"' in rendered.html
