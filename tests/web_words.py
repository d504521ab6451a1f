"""The web page's own words, as app/house.py gives them to it."""

from app.texts import HouseTexts, page_words
from bot.dialogue.renderer import Texts
from settings import Settings
from tests.conversations.speech import own_settings, speech


def web_words(texts: str = "id") -> dict[str, str]:
    """Return them in these texts."""
    domain = speech(texts, "")[0]
    return page_words(HouseTexts(Texts(domain), Settings(**own_settings())), domain.language)
