"""Naming a fault without what the citizen wrote: messages of exceptions may quote it."""

import traceback
from pathlib import Path


def name_fault(error: BaseException) -> str:
    """Return "ValueError at submit_complaint.py:41", the innermost place it came from."""
    frames = traceback.extract_tb(error.__traceback__)
    place = f" at {Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else ""
    cause = f" from {name_fault(error.__cause__)}" if error.__cause__ else ""
    return f"{type(error).__name__}{place}{cause}"[:300]
