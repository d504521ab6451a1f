"""What an administrator writes into the environment of the product's processes, and the run's own."""

import fcntl
import os
import shutil
from pathlib import Path

from app.start import new_key
from chaos.fleet import ROOT
from chaos.town import Town
from nlu.model_folder import name_current
from nlu.training import train
from tests.servers import free_port

HALF = "setengah"  #: a model whose copying never ended
SECRET = "rahasia-chaos"  # noqa: S105 - opens nothing but the stand-ins


def environment_of(town: Town) -> dict[str, str]:
    """Return what an administrator would write into the environment, and the run's clock."""
    _prepare_models(ROOT / "var" / "test-models", town.models)
    return {
        **os.environ,
        "CHAOS_CLOCK": str(town.folder / "clock"),
        "CHAOS_POISON": str(town.poison),
        "VAR_DIR": str(town.models.parent),
        "CONTACT_KEY": new_key(),
        "DATABASE_URL": town.database_url,
        "REDIS_URL": town.valkey.url,
        "REGION_DIR": "data/region_contoh",
        "MONITOR_PORT": "0",
        # Every complaint its own receipt, however long the way and soon the next; the books count them.
        "STALE_MINUTES": "0",
        "SETTLE_SECONDS": "0",
        "PUBLIC_URL": town.front.url,
        "TELEGRAM_TOKEN": town.telegram.token,
        "TELEGRAM_MODE": "webhook",
        "TELEGRAM_WEBHOOK_SECRET": SECRET,
        "TELEGRAM_API_URL": town.telegram_api.url,
        "WHATSAPP_TOKEN": town.graph.token,
        "WHATSAPP_PHONE_NUMBER_ID": town.graph.phone_number_id,
        "WHATSAPP_APP_SECRET": "rahasia-simulasi",
        "WHATSAPP_VERIFY_TOKEN": SECRET,
        "WHATSAPP_API_URL": f"{town.graph_api.url}/v23.0",
        "MESSENGER_TOKEN": town.page.token,
        "MESSENGER_PAGE_ID": town.page.page_id,
        "MESSENGER_APP_SECRET": "rahasia-simulasi",
        "MESSENGER_VERIFY_TOKEN": SECRET,
        "MESSENGER_API_URL": f"{town.page_api.url}/v23.0",
    }


def action_server() -> dict[str, str]:
    """Return what leads to an action server."""
    port = free_port()
    return {"ACTIONS_PORT": str(port), "ACTION_ENDPOINT": f"http://127.0.0.1:{port}/webhook"}


def _prepare_models(trained: Path, models: Path) -> None:
    """Train from `data/` unless that was done, and give the town a second model of the same, and half of one.

    The tests use the same model.
    """
    trained.mkdir(parents=True, exist_ok=True)
    with (trained / "training.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        model = train(ROOT / "data", trained, lambda _: None)
    for name in (model.name, "kedua", HALF):
        shutil.copytree(model, models / name)
    os.truncate(models / HALF / "model.npz", 1_000_000)
    name_current(models, model.name)
