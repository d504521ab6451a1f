"""The unit of work a turn has open, for actions that run in process and join its commit."""

from contextvars import ContextVar

from storage.unit_of_work import UnitOfWork

current_unit: ContextVar[UnitOfWork | None] = ContextVar("current_unit", default=None)
