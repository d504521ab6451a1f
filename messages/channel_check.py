"""What a chat service says about its own side: the token, the webhook, what waits there."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class ChannelCheck:
    """One look at a chat service; None wherever the service does not tell."""

    token_valid: bool | None = None
    token_expires_at: datetime | None = None  #: None also for a token that never ends
    subscribed: bool | None = None  #: whether it delivers to us and to nobody else
    waiting: int | None = None  #: updates it holds for us
    trouble: str = ""  #: why it could not deliver or could not be asked; never a citizen's words
