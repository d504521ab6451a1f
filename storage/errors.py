"""What can go wrong with the storage."""


class Conflict(Exception):
    """Someone else wrote the same key first; do it again from the start."""


class LeaseLost(Exception):
    """Another worker has this conversation now; drop what was done."""


class DatabaseProblem(Exception):
    """The database cannot be used; the message says why and what to do (Indonesian)."""
