"""Tables, repositories, the unit of work, wake-ups. The only importer of sqlalchemy and redis."""

from storage.cipher import Cipher
from storage.database import Database
from storage.errors import Conflict, DatabaseProblem, LeaseLost, Unstorable
from storage.unit_of_work import UnitOfWork
from storage.wakeups import LocalWakeups, Wakeups

__all__ = [
    "Cipher",
    "Conflict",
    "Database",
    "DatabaseProblem",
    "LeaseLost",
    "LocalWakeups",
    "UnitOfWork",
    "Unstorable",
    "Wakeups",
]
