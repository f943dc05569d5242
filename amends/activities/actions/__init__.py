"""Everything that can be done with activities. Doors, rules and the clock call these and nothing below them.

What is done to activities that are there has two forms: one activity, which raises a refusal, and many of them, by
their ids, which answers the outcome of each. They are the same code.
"""

from amends.activities.actions.completion import (
    complete_activity,
    complete_many,
    reopen_activity,
    reopen_many,
    take_back_completion,
    take_back_reopening,
)
from amends.activities.actions.creation import create_activity, create_activity_on_many
from amends.activities.actions.deletion import delete_activity, delete_many, restore_activity, restore_many
from amends.activities.actions.editing import (
    Edits,
    edit_activity,
    edit_many,
    postpone_activity,
    postpone_many,
    take_back_edits,
)
from amends.activities.actions.expiry import expire_due
from amends.activities.actions.sets import ActivityRefused

__all__ = [
    "ActivityRefused",
    "Edits",
    "complete_activity",
    "complete_many",
    "create_activity",
    "create_activity_on_many",
    "delete_activity",
    "delete_many",
    "edit_activity",
    "edit_many",
    "expire_due",
    "postpone_activity",
    "postpone_many",
    "reopen_activity",
    "reopen_many",
    "restore_activity",
    "restore_many",
    "take_back_completion",
    "take_back_edits",
    "take_back_reopening",
]
