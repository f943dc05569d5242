"""What somebody tells of themselves: name, language, time zone, appearance, and the address they sign in with."""

from typing import Any

from allauth.account.models import EmailAddress
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from amends.journal.actors import Actor
from amends.journal.recording import record
from amends.people.actions.tokens import revoke_all_tokens
from amends.people.events import EmailChanged, PasswordChanged, ProfileChanged
from amends.people.models import User
from amends.people.models.user import normal_email
from amends.people.refusals import AddressTaken

PROFILE = ("name", "language", "time_zone", "theme", "density")


@transaction.atomic
def edit_profile(user: User, *, by: Actor, **values: Any) -> User:
    """Change any of PROFILE; a value that is the same changes and records nothing."""
    assert set(values) <= set(PROFILE), values
    user = User.objects.select_for_update().get(pk=user.pk)
    changed = [field for field, value in values.items() if getattr(user, field) != value]
    if not changed:
        return user
    for field in changed:
        setattr(user, field, values[field])
    user.save(update_fields=changed)
    record(ProfileChanged(user=user.pk, name=user.name, fields=changed), by=by, user=user)
    return user


@transaction.atomic
def change_email(user: User, *, to: str, by: Actor) -> User:
    """Change the address a person signs in with. Raises AddressTaken."""
    to = normal_email(to)
    user = User.objects.select_for_update().get(pk=user.pk)
    old = user.email
    if old == to:
        return user
    if User.objects.filter(email=to).exists():
        raise AddressTaken(_("Somebody has this address already."), field="email")
    user.email = to
    user.save(update_fields=["email"])
    EmailAddress.objects.filter(user=user).delete()  # allauth's copy of the old address would still sign in
    record(EmailChanged(user=user.pk, name=user.name, old=old, new=to), by=by, user=user)
    return user


@transaction.atomic
def change_password(user: User, *, to: str, by: Actor) -> User:
    """Set a password that has been validated; all other sessions of the person end."""
    user.set_password(to)
    user.save(update_fields=["password"])
    record(PasswordChanged(user=user.pk, name=user.name), by=by, user=user)
    return user


@transaction.atomic
def reset_password(user: User, *, to: str, by: Actor) -> User:
    """Set a new password by a letter's link, for somebody who does not know the old one: nothing older opens any more.

    Whoever forgot a password may as well have lost it to somebody, who could have made API tokens; a password that is
    changed by its owner, who knows the old one, leaves them alone.
    """
    revoke_all_tokens(user, by=by)
    return change_password(user, to=to, by=by)
