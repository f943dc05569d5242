"""Whose sight reaches which activities, for bulk changes."""

from amends.activities.access import reachable_activities, visible_activities
from amends.executions.sight import Sight, register_sight

register_sight(Sight("activity", visible=visible_activities, reachable=reachable_activities))
