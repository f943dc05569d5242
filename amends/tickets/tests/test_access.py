"""Who sees what."""

from io import BytesIO

import pytest
from django.core.files.base import File as Upload

from amends.files.access import get_file_for
from amends.files.actions import store_file
from amends.kit.refusals import NotThere
from amends.people.models import Role, User
from amends.people.tests.make import make_user
from amends.tickets.access import get_ticket_for, visible_queues, visible_tickets
from amends.tickets.tests.make import give_queue, make_actor, make_queue, make_ticket

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.MANAGER, Role.AGENT])
def test_all_but_limited_agents_see_every_ticket(role: Role):
    ticket = make_ticket(queue=make_queue("east"))
    assert get_ticket_for(make_user(role), ticket.number, to="edit") == ticket


def limited_in(queue_code: str) -> User:
    user = make_user(Role.LIMITED)
    give_queue(user, make_queue(queue_code))
    return user


def test_a_limited_agent_sees_the_tickets_of_the_queues_given_and_those_assigned():
    user = limited_in("east")
    inside = make_ticket(queue=visible_queues(user)[0])
    assigned = make_ticket(queue=make_queue("west"), agent=user)
    outside = make_ticket(queue=None)
    assert set(visible_tickets(user)) == {inside, assigned}
    with pytest.raises(NotThere):
        get_ticket_for(user, outside.number)


def test_a_ticket_that_is_not_there_is_told_like_one_that_may_not_be_seen():
    with pytest.raises(NotThere):
        get_ticket_for(make_user(), "C26-99999")


@pytest.mark.req("R69")
def test_files_of_a_ticket_are_for_those_who_see_the_ticket():
    user, other = limited_in("east"), limited_in("west")
    file = store_file(Upload(BytesIO(b"text"), name="note.txt"), by=make_actor())
    make_ticket(queue=visible_queues(user)[0], files=[file])
    assert get_file_for(user, file.pk) == file
    with pytest.raises(NotThere):
        get_file_for(other, file.pk)
