"""What can happen to an activity. Every one of these events also has its ticket and its contact as subjects."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Annotated, ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from amends.journal.events import Audience, EventKind
from amends.kit.references import Called, Refers

Words = str | Promise


class ActivityFact(EventKind):
    """What all of them tell: which activity, by number and by its name at the time."""

    subjects = ("activity", "ticket", "contact")
    icon = "checkbox"
    triggers = True
    audience = Audience.STAFF
    leaves = True
    personal: ClassVar[Mapping[str, str]] = {"assignee_name": "assignee"}

    activity: Annotated[int, Called(gettext_lazy("Activity"))]
    name: Annotated[str, Called(gettext_lazy("Name"))]
    rule: Annotated[int | None, Called(gettext_lazy("Rule"))] = None
    assignee: Annotated[int | None, Refers("user"), Called(gettext_lazy("Assignee"))] = None
    assignee_name: str = ""


class ActivityCreated(ActivityFact):
    code = "activity.created"
    label = gettext_lazy("Activity created")
    occasion: ClassVar[Words] = gettext_lazy("an activity is created")
    because: ClassVar[Words] = gettext_lazy("because an activity was created")
    begins = True

    due_at: Annotated[datetime | None, Called(gettext_lazy("Deadline"))] = None
    all_day: Annotated[bool, Called(gettext_lazy("Whole day"))] = True

    def hearers(self) -> Iterable[tuple[int, str]]:
        return [(self.assignee, "activity_assigned")] if self.assignee else []

    def sentence(self) -> str:
        return _("Activity %(name)s") % {"name": self.name}


class ActivityEdited(ActivityFact):
    """`changed` names what differs now; deadline and assignee carry their old value, as people get told of them."""

    code = "activity.edited"
    label = gettext_lazy("Activity edited")
    occasion: ClassVar[Words] = gettext_lazy("an activity is edited")
    because: ClassVar[Words] = gettext_lazy("because an activity was edited")
    renews = True
    personal = {"assignee_name": "assignee", "old_assignee_name": "old_assignee"}

    changed: list[str]
    due_at: Annotated[datetime | None, Called(gettext_lazy("Deadline"))] = None
    all_day: Annotated[bool, Called(gettext_lazy("Whole day"))] = True
    old_due_at: Annotated[datetime | None, Called(gettext_lazy("Old deadline"))] = None
    old_assignee: Annotated[int | None, Refers("user"), Called(gettext_lazy("Old assignee"))] = None
    old_assignee_name: str = ""

    def hearers(self) -> Iterable[tuple[int, str]]:
        return [(self.assignee, "activity_assigned")] if self.assignee and "assignee" in self.changed else []

    def sets_the_clock(self) -> bool:
        return "due_at" in self.changed

    def sentence(self) -> str:
        if self.changed == ["assignee"]:
            if self.assignee is None:
                return _("Activity %(name)s given to nobody") % {"name": self.name}
            return _("Activity %(name)s given to %(person)s") % {"name": self.name, "person": self.assignee_name}
        if set(self.changed) <= {"due_at", "all_day"}:
            return _("Activity %(name)s has a new deadline") % {"name": self.name}
        return _("Activity %(name)s edited") % {"name": self.name}


class ActivityCompleted(ActivityFact):
    code = "activity.completed"
    label = gettext_lazy("Activity completed")
    occasion: ClassVar[Words] = gettext_lazy("an activity is completed")
    occasions = {"name": gettext_lazy("the activity “%(values)s” is completed")}
    because: ClassVar[Words] = gettext_lazy("because an activity was completed")

    due_at: Annotated[datetime | None, Called(gettext_lazy("Deadline"))] = None
    seconds: int = 0
    """From creation to completion (R39)."""

    def sentence(self) -> str:
        return _("Activity %(name)s completed") % {"name": self.name}


class ActivityReopened(ActivityFact):
    code = "activity.reopened"
    label = gettext_lazy("Activity reopened")
    occasion: ClassVar[Words] = gettext_lazy("an activity is reopened")
    because: ClassVar[Words] = gettext_lazy("because an activity was reopened")

    def sentence(self) -> str:
        return _("Activity %(name)s reopened") % {"name": self.name}


class ActivityDeleted(ActivityFact):
    code = "activity.deleted"
    label = gettext_lazy("Activity deleted")
    occasion: ClassVar[Words] = gettext_lazy("an activity is deleted")
    because: ClassVar[Words] = gettext_lazy("because an activity was deleted")

    def sentence(self) -> str:
        return _("Activity %(name)s deleted") % {"name": self.name}


class ActivityRestored(ActivityFact):
    code = "activity.restored"
    label = gettext_lazy("Activity restored")
    occasion: ClassVar[Words] = gettext_lazy("an activity is restored")
    because: ClassVar[Words] = gettext_lazy("because an activity was restored")

    def sentence(self) -> str:
        return _("Deletion of activity %(name)s undone") % {"name": self.name}


class ActivityMoved(ActivityFact):
    """It hangs on another ticket, because the two were merged or taken apart: of that, rules hear by the tickets."""

    code = "activity.moved"
    label = gettext_lazy("Activity moved to another ticket")
    icon = "git-merge"
    triggers = False

    def sentence(self) -> str:
        return _("Activity %(name)s came along from another ticket") % {"name": self.name}


class ActivityExpired(ActivityFact):
    """The deadline of an open activity passed (R22): told by the clock, once for each deadline (Q17)."""

    code = "activity.expired"
    label = gettext_lazy("Deadline of an activity passed")
    occasion: ClassVar[Words] = gettext_lazy("the deadline of an activity passes")
    occasions = {"name": gettext_lazy("the deadline of “%(values)s” passes")}
    icon = "alert-circle"
    because: ClassVar[Words] = gettext_lazy("because a deadline passed")

    due_at: Annotated[datetime, Called(gettext_lazy("Deadline"))]

    def hearers(self) -> Iterable[tuple[int, str]]:
        return [(self.assignee, "activity_expired")] if self.assignee else []

    def sentence(self) -> str:
        return _("Deadline of activity %(name)s passed") % {"name": self.name}
