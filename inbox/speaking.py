"""What is asked of an officer's words before they go to the citizen."""

from inbox.collision import collided
from inbox.deed import Work
from inbox.remarks import look_at


async def speaks(work: Work, words: str) -> None:
    """Stop words that should be looked at once more. Raises Collided and Remarked."""
    await collided(work)
    await look_at(work, words)
