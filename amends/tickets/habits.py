"""The two ticks at the foot of the create form are remembered per person (Q27)."""

from amends.people.models import User
from amends.tickets.models import CreationHabit


def habit_of(user: User) -> CreationHabit:
    """What the person ticked last; both unticked for somebody who has not created a ticket yet."""
    return CreationHabit.objects.filter(user=user).first() or CreationHabit(user=user)


def remember_habit(user: User, *, notify_customer: bool, assign_to_me: bool) -> None:
    CreationHabit.objects.update_or_create(
        user=user, defaults={"notify_customer": notify_customer, "assign_to_me": assign_to_me}
    )
