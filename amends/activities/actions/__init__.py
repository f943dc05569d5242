"""Everything that can be done with activities. Doors, rules and the clock call these and nothing below them."""

from amends.activities.actions.completion import complete_activity, complete_many, reopen_activity, reopen_many
from amends.activities.actions.creation import ActivityRefused, create_activity
from amends.activities.actions.deletion import delete_activity, delete_many, restore_activity
from amends.activities.actions.editing import Edits, edit_activity, edit_many
from amends.activities.actions.expiry import expire_due

__all__ = [
    "ActivityRefused",
    "Edits",
    "complete_activity",
    "complete_many",
    "create_activity",
    "delete_activity",
    "delete_many",
    "edit_activity",
    "edit_many",
    "expire_due",
    "reopen_activity",
    "reopen_many",
    "restore_activity",
]
