"""What can go wrong with the storage."""


class Conflict(Exception):
    """Someone else wrote the same key first; do it again from the start."""


class Unstorable(Exception):
    """The database can never take these values; other rows are not concerned."""


class LeaseLost(Exception):
    """Another worker has this conversation now; drop what was done."""


class DatabaseProblem(Exception):
    """The database cannot be used; the message says why and what to do (Indonesian)."""


class DatabaseAway(DatabaseProblem):
    """Nobody answers at the database's address, or it lets nobody in; it may be back in a moment."""
