"""The domain's responses with what is always known about the region."""

from collections.abc import Mapping

from bot.dialogue.renderer import Texts as DomainTexts
from messages import Rendered
from settings import Settings


class HouseTexts:
    """Implements messages.Texts."""

    def __init__(self, texts: DomainTexts, settings: Settings) -> None:
        """Add the region's name and the telephone numbers it runs."""
        self._texts = texts
        numbers = settings.emergency
        self._facts = {
            "daerah": settings.region_name,
            "nomor_polisi": numbers.police or numbers.general,
            "nomor_pln": numbers.electricity or numbers.general,
        }

    def render(
        self,
        response: str,
        params: Mapping[str, object],
        slots: Mapping[str, object],
        channel: str,
        seed: str,
    ) -> Rendered:
        """Render one response for one channel."""
        return self._texts.render(response, {**self._facts, **params}, slots, channel, seed)
