"""Begin an execution, stop it, take it back."""

from amends.executions.actions.executions import ExecutionRefused, begin_execution, stop_execution, undo_execution

__all__ = ["ExecutionRefused", "begin_execution", "stop_execution", "undo_execution"]
