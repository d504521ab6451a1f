"""What a simulated page said."""

from dataclasses import dataclass

from simulators.graph_store import Offer, Sent


@dataclass(frozen=True, slots=True)
class PageMessage(Sent):
    """One request that was accepted; its `wamid` is the message's `mid`."""

    @property
    def text(self) -> str:
        """The words in it, "" for a photo."""
        return str(self.body["message"].get("text", ""))

    @property
    def tracker(self) -> str:
        """What the business knows it by, "" for an early part."""
        return str(self.body["message"].get("metadata", ""))

    def offers(self) -> dict[str, Offer]:
        """Return what can be tapped, by payload."""
        replies = self.body["message"].get("quick_replies", ())
        return {each["payload"]: Offer("quick_reply", each["title"], self.wamid) for each in replies}
