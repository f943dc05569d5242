"""New tickets begin in the queue of their type, shop and language."""

import pytest

from amends.configured.actions import retire_configured
from amends.configured.refusals import SettingRefused
from amends.journal.actors import Actor
from amends.journal.testing import recorded
from amends.orders.tests.make import make_shop
from amends.people.models import Role
from amends.people.tests.make import make_user
from amends.tickets.access import first_queue
from amends.tickets.actions import choose_first_queue
from amends.tickets.models import FirstQueue
from amends.tickets.tests.make import claim, give_queue, make_queue, returns

pytestmark = pytest.mark.django_db
BY = Actor.system("test")


def test_the_row_that_says_most_decides_a_shop_says_more_than_a_language_and_the_type_is_the_last_to_ask():
    user, type = make_user(), claim()
    one, other = make_shop(), make_shop()
    both, shop, polish, any_one = [make_queue(code) for code in ("both", "shop", "polish", "any")]

    def begins(shop=None, language=""):
        return first_queue(user, type, shop=shop and shop.pk, language=language)

    assert begins(one, "pl") == type.queue
    choose_first_queue(type, queue=any_one, by=BY)
    choose_first_queue(type, language="pl", queue=polish, by=BY)
    choose_first_queue(type, shop=one, queue=shop, by=BY)
    choose_first_queue(type, shop=one, language="pl", queue=both, by=BY)
    assert [begins(one, "pl"), begins(one, "cs"), begins(one)] == [both, shop, shop]
    assert [begins(other, "pl"), begins(None, "pl-PL"), begins(other, "cs"), begins()] == [
        polish,
        polish,
        any_one,
        any_one,
    ]
    assert first_queue(user, returns(), shop=one.pk, language="pl") == returns().queue


def test_a_choice_is_told_once_and_in_the_language_of_the_reader(settings):
    queue = make_queue("polish", names={"en": "Claims PL", "cs": "Reklamace PL"})
    shop = make_shop(name="Rower & Góry")
    with recorded() as events:
        for _twice in range(2):
            choose_first_queue(claim(), shop=shop, language="PL", queue=queue, by=BY)
        for _twice in range(2):
            choose_first_queue(claim(), shop=shop, language="pl", queue=None, by=BY)
    assert [event.kind for event in events] == ["queue.first_chosen"] * 2
    assert [event.sentence for event in events] == [
        "New tickets of Warranty Claim · Rower & Góry · pl begin in the queue Claims PL",
        "New tickets of Warranty Claim · Rower & Góry · pl no longer begin in the queue Claims PL",
    ]
    assert not FirstQueue.objects.exists()


def test_nothing_begins_in_a_retired_queue():
    gone, type = make_queue("gone"), claim()
    choose_first_queue(type, language="pl", queue=gone, by=BY)
    retire_configured(gone, by=BY)
    assert first_queue(make_user(), type, language="pl") == type.queue
    with pytest.raises(SettingRefused, match="no longer in use"):
        choose_first_queue(type, language="cs", queue=gone, by=BY)


def test_a_limited_agent_begins_where_others_do_if_they_may_use_it_and_else_in_a_queue_of_theirs():
    polish, theirs, user = make_queue("polish"), make_queue("theirs"), make_user(Role.LIMITED)
    choose_first_queue(claim(), language="pl", queue=polish, by=BY)
    give_queue(user, theirs)
    assert first_queue(user, claim(), language="pl") == theirs
    give_queue(user, polish)
    assert first_queue(user, claim(), language="pl") == polish
