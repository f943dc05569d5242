"""Begin an execution, stop it, take it back."""

from amends.executions.actions.executions import (
    AT_ONCE,
    ExecutionRefused,
    begin_execution,
    stop_execution,
    undo_execution,
)

__all__ = ["AT_ONCE", "ExecutionRefused", "begin_execution", "stop_execution", "undo_execution"]
