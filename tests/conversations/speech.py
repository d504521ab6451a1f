"""What the conversations are spoken with: the product's own domain and rules, in the chosen texts."""

from functools import cache
from pathlib import Path
from typing import Any

from app.texts import read_dialogue_texts
from bot.dialogue.domain import Domain
from bot.dialogue.rules import Rule, load_rules
from bot.ear import Ear
from settings import Settings
from tests.conftest import ROOT

DATA = ROOT / "data"


def own_settings(folder: Path = DATA) -> dict[str, Any]:
    """Return settings of a test over `folder`: neither a developer's .env nor the machine's var/ has a say."""
    own = {"_env_file": None, "data_dir": DATA, "var_dir": folder}
    return own | {"region_dir": DATA / "region_contoh", "region_name": "Kabupaten Sukamaju Raya"}


@cache
def speech(texts: str = "id", follow: str = "jv") -> tuple[Domain, tuple[Rule, ...], Ear]:
    """Return the domain in these texts, the rules, and the ear for the languages that are followed."""
    settings = Settings(**own_settings(), texts=texts, texts_follow=follow)
    domain, ear = read_dialogue_texts(settings)
    return domain, load_rules(DATA / "rules.yml", domain), ear
