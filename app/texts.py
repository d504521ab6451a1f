"""The domain's responses with what is always known about the region, and the domain in the chosen texts."""

from collections.abc import Mapping

from bot.channels.whatsapp_compose import ListWords
from bot.dialogue.domain import Domain, load_domain
from bot.dialogue.renderer import Texts as DomainTexts
from bot.dialogue.text_set import HOME, TextSet, answered_in, laid_over, read_text_set
from bot.ear import Ear
from messages import Rendered
from settings import Settings, SettingsError

#: Telephone numbers; where a response lacks one, its other wording of this ending is said.
NUMBERS = frozenset({"nomor_polisi", "nomor_pln", "nomor_darurat"})
WITHOUT_NUMBER = "_tanpa_nomor"
#: How the responses that are the web page's own words begin.
PAGE = "utter_web_"


class HouseTexts:
    """Implements messages.Texts."""

    def __init__(self, texts: DomainTexts, settings: Settings) -> None:
        """Add the names of region and service, the greeting, and the telephone numbers the region runs."""
        self._texts = texts
        numbers = settings.emergency
        self._facts = {
            "daerah": settings.region_name,
            "layanan": settings.service_name,
            "nomor_polisi": numbers.police or numbers.general,
            "nomor_pln": numbers.electricity,
        }
        if settings.greeting:
            self._facts["salam"] = settings.greeting

    def names(self) -> frozenset[str]:
        """Return every response's name."""
        return self._texts.names()

    def render(
        self,
        response: str,
        params: Mapping[str, object],
        slots: Mapping[str, object],
        channel: str,
        seed: str,
    ) -> Rendered:
        """Render one response for one channel; a number that the region does not run is never missed in it."""
        values = {**self._facts, **params}
        if "salam" not in values and "salam" in self._texts.parameters(response):
            values["salam"] = self._texts.render("utter_salam", {}, slots, channel, seed).text
        lacking = {name for name in NUMBERS & self._texts.parameters(response) if not values.get(name)}
        chosen = f"{response}{WITHOUT_NUMBER}" if lacking else response
        return self._texts.render(chosen, values, slots, channel, seed)


def list_words(texts: HouseTexts) -> ListWords:
    """Return what WhatsApp's lists need beside their rows."""
    names = ("utter_tombol_pilih", "utter_silakan_pilih")
    return ListWords(*(texts.render(name, {}, {}, "whatsapp", "").text for name in names))


def page_words(texts: HouseTexts, language: str) -> dict[str, str]:
    """Return the web page's words by their names (`utter_web_…`), and as `lang` the language they are in.

    {urutan} and {jumlah} are left for the page to fill in.
    """
    names = (name for name in texts.names() if name.startswith(PAGE))
    kept = {hole: f"{{{hole}}}" for hole in ("urutan", "jumlah")}
    said = {name.removeprefix(PAGE): texts.render(name, kept, {}, "web", "").text for name in names}
    return said | {"lang": language}


def read_dialogue_texts(settings: Settings) -> tuple[Domain, Ear]:
    """Read the domain in the chosen texts, and an ear for the languages that are answered in their own.

    Raises DialogueFileError naming the line of a file that cannot be used, SettingsError where there is no such file.
    """
    domain = load_domain(settings.data_dir / "domain.yml")
    chosen, followed = settings.texts, [name for name in settings.texts_followed if name != settings.texts]
    own = domain if chosen == HOME else laid_over(domain, _set(settings, chosen, domain))
    sets = [_set(settings, name, domain) for name in followed if name != HOME]
    # What a partial set leaves unsaid is Indonesian; over other texts it would be a mixture.
    sets = [one for one in sets if chosen == HOME or not one.partial]
    for one in sets:
        own = answered_in(own, one)
    return own, Ear({one.name: frozenset(one.words) for one in sets})


def _set(settings: Settings, name: str, domain: Domain) -> TextSet:
    path = settings.texts_dir / f"{name}.yml"
    if not path.is_file():
        known = ", ".join(sorted(each.stem for each in settings.texts_dir.glob("*.yml")))
        raise SettingsError(
            f"TEXTS atau TEXTS_FOLLOW menyebut `{name}`; {path} tidak ada. Yang ada: {HOME}, {known}."
        )
    return read_text_set(path, domain)
