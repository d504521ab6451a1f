"""Documents that fail the build when they fall behind the product.

`docs/pengaturan.md` is made here: `python -m tests.test_documented > docs/pengaturan.md`.
"""

import re
import tomllib
from enum import StrEnum
from itertools import chain
from pathlib import Path

import pytest
import typer.main
from pydantic import BaseModel

from actions.registry import ACTIONS
from app.cli import cli
from bot.dialogue.domain import load_domain
from inbox.words import OUTCOMES
from messages import DeliveryStatus, MessageKind
from nlu.interpreter import Urgency
from nlu.lexicon import SENSITIVE_CATEGORIES
from nlu.training_data import read_training_data
from settings import Settings, describe
from storage.journal import WorkState
from storage.staff import Role
from storage.topics_file import read_topics
from tests.conftest import ROOT
from tests.states_page import states_page
from tickets.budget import CompletionClass
from tickets.clocks import ClockKind, ClockState
from tickets.document import DocumentKind
from tickets.document_changes import ChangeKind
from tickets.help import HelpKind
from tickets.ladder import RungChannel
from tickets.preset import ReportPeriod, StepLimit
from tickets.roads import RoadOwner
from tickets.scores import Figure
from tickets.status import EventKind, TicketStatus
from tickets.ticket import ActorKind, Outcome, TicketKind, TicketUrgency, Visibility, Vote
from tickets.timing import Duty

DOCS = ROOT / "docs"
SETTINGS = DOCS / "pengaturan.md"
PAGES = [*ROOT.glob("*.md"), *DOCS.rglob("*.md"), *(ROOT / "data").rglob("*.md")]
ENUMS: tuple[type[StrEnum], ...] = (
    TicketStatus,
    EventKind,
    TicketKind,
    TicketUrgency,
    Visibility,
    ActorKind,
    Role,
    Urgency,
    DeliveryStatus,
    WorkState,
    MessageKind,
    Outcome,
    Vote,
    HelpKind,
    CompletionClass,
    ClockKind,
    ClockState,
    Duty,
    DocumentKind,
    ChangeKind,
    RungChannel,
    RoadOwner,
    ReportPeriod,
    StepLimit,
    Figure,
)
LINK = re.compile(r"(!?)\[[^\]]*\]\(([^)\s]+)\)")
CODE = re.compile(r"`([^`\n]+)`")
FENCE = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)
FILE = re.compile(r"(?:\.ci|[a-z_]+)/[\w/.-]+\.(?:py|yml|json|jsonl|csv)|[A-Za-z]+\.(?:toml|md)")
COMMAND = re.compile(r"\btanggap ([a-z]+(?: [a-z][a-z-]*)?)")
VARIABLE = re.compile(r"\b[A-Z]+(?:_[A-Z]+)+\b")
#: Written in capitals and no setting: the tests' own servers, rasa-sdk's and Rasa's, a constant of training.
OTHER_VARIABLES = {"TEST_DATABASE_URL", "TEST_REDIS_URL", "SANIC_HOST", "RASA_PYTHON", "TANGGAP_URL", "SEEDS"}


INTRODUCTION = """\
# Pengaturan

Setiap pengaturan adalah variabel lingkungan, atau satu baris di `.env`. Setiap rahasia juga dapat dibaca dari
berkas yang ditunjuk variabel lingkungan `NAMA_FILE`. `tanggap settings` menunjukkan nilai yang berlaku. Cara
memakainya: [petunjuk-operator.md](petunjuk-operator.md). Halaman ini dibuat dari `settings/model.py`; jangan
diubah dengan tangan.

| variabel | bawaan | arti |
|---|---|---|"""


def settings_page() -> str:
    """Write every setting with its default and meaning, as `tanggap settings` shows them."""
    lines = [INTRODUCTION]
    for name, _, default, meaning in describe(Settings.model_construct()):
        field = Settings.model_fields[name.lower()].default
        if isinstance(field, BaseModel):
            parts = field.model_dump().items()
            lines += [f"| `{name}__{part.upper()}` | {value} | {meaning} |" for part, value in parts]
        else:
            lines.append(f"| `{name}` | {default} | {meaning} |")
    return "\n".join(lines) + "\n"


def text(path: str) -> str:
    return (ROOT / path).read_text(encoding="utf-8")


def named(page: str) -> set[str]:
    """Return everything a page sets in code, in words and table cells, not in its examples."""
    return set(CODE.findall(FENCE.sub("", page)))


def commands() -> set[str]:
    groups = typer.main.get_command(cli).commands  # type: ignore[attr-defined]
    below = {f"{name} {sub}" for name, group in groups.items() for sub in getattr(group, "commands", ())}
    return {*groups, *below}


def test_the_page_of_settings_is_current() -> None:
    assert SETTINGS.read_text(encoding="utf-8") == settings_page(), "see the top of this file"


@pytest.mark.parametrize("field", Settings.model_fields)
def test_every_setting_is_documented(field: str) -> None:
    assert f"| `{field.upper()}" in SETTINGS.read_text(encoding="utf-8")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_no_page_names_a_setting_that_is_not_there(page: Path) -> None:
    known = {field.upper() for field in Settings.model_fields} | OTHER_VARIABLES
    words = {word for code in named(page.read_text(encoding="utf-8")) for word in VARIABLE.findall(code)}
    assert {word.removesuffix("_FILE") for word in words} - known - {"NAMA"} == set()


@pytest.mark.parametrize("enum", ENUMS, ids=lambda enum: enum.__name__)
def test_every_word_of_the_code_is_in_the_glossary(enum: type[StrEnum]) -> None:
    assert {member.value for member in enum} - named(text("docs/glossary.md")) == set()


def test_every_intent_is_in_the_glossary() -> None:
    written = {example.intent for example in read_training_data(ROOT / "data/nlu").examples}
    known = load_domain(ROOT / "data/domain.yml").intents
    assert (written | known) - named(text("docs/glossary.md")) - {"restart", "session_start"} == set()


def test_every_entity_action_topic_outcome_and_flag_is_in_the_glossary() -> None:
    domain = load_domain(ROOT / "data/domain.yml")
    topics = read_topics(ROOT / "data/topics.yml")
    actions = {action().name() for action in ACTIONS}
    wanted = {*domain.entities, *actions, *topics, *OUTCOMES, *SENSITIVE_CATEGORIES}
    assert wanted - named(text("docs/glossary.md")) == set()


def test_the_page_of_states_is_current() -> None:
    assert text("docs/ticket-states.md") == states_page(), "see the top of tests/states_page.py"


def test_every_make_target_is_explained() -> None:
    targets = re.findall(r"^([a-z-]+):.*##", text("Makefile"), re.MULTILINE)
    pages = text("README.md") + text("CONTRIBUTING.md")
    assert [target for target in targets if not re.search(rf"\bmake {target}\b", pages)] == []


def test_every_dependency_has_its_reason() -> None:
    project = tomllib.loads(text("pyproject.toml"))["project"]
    wanted = chain(project["dependencies"], *project["optional-dependencies"].values())
    names = {re.split(r"[\[<>=~! ]", requirement)[0] for requirement in wanted}
    assert names - named(text("docs/decisions/0010-libraries.md")) == set()


def test_the_changelog_begins_with_this_version() -> None:
    version = tomllib.loads(text("pyproject.toml"))["project"]["version"]
    assert re.findall(r"^## (\S+)", text("CHANGELOG.md"), re.MULTILINE)[0] == version


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_and_picture_is_there(page: Path) -> None:
    found = LINK.findall(FENCE.sub("", page.read_text(encoding="utf-8")))
    local = [target.partition("#")[0] for _, target in found if "://" not in target]
    assert [target for target in local if target and not (page.parent / target).exists()] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_heading_a_link_leads_to_is_there(page: Path) -> None:
    for _, target in LINK.findall(page.read_text(encoding="utf-8")):
        path, _, anchor = target.partition("#")
        if anchor and "://" not in target:
            assert anchor in anchors(page.parent / path if path else page)


def anchors(page: Path) -> set[str]:
    """Return the anchors GitHub gives a page's headings."""
    headings = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_file_a_page_names_is_there(page: Path) -> None:
    files = {code for code in named(page.read_text(encoding="utf-8")) if FILE.fullmatch(code)}
    roots = (ROOT, page.parent, ROOT / "data" / "nlu", ROOT / "data" / "lexicon")
    elsewhere = {"pywa/server.py"}
    missing = {file for file in files - elsewhere if not any((root / file).exists() for root in roots)}
    assert missing == set()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_command_a_page_names_is_there(page: Path) -> None:
    known = commands()
    groups = {command.split()[0] for command in known if " " in command}
    written = page.read_text(encoding="utf-8")
    codes = [*CODE.findall(FENCE.sub("", written)), *FENCE.findall(written)]
    used = {match for code in codes for match in COMMAND.findall(code)}
    # A word after a command that has no subcommands is its argument.
    named_in_full = {command if command.split()[0] in groups else command.split()[0] for command in used}
    assert named_in_full - known - groups == set()


if __name__ == "__main__":
    print(settings_page(), end="")
