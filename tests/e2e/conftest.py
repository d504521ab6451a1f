"""One product in demo mode and one Chromium for all tests of a module; a screen lives as long as its test."""

import inspect
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, async_playwright

from tests.e2e.office import Office, town_of
from tests.product import Product

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
#: Without these Chromium talks to its maker and trips over a closed network.
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--no-first-run",
    "--disable-sync",
]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark this folder's tests: all share a module's loop with its product and its browser."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.timeout(300))
            if isinstance(item, pytest.Function) and inspect.iscoroutinefunction(item.function):
                item.add_marker(pytest.mark.asyncio(loop_scope="module"), append=False)
            if CHROMIUM is None:
                item.add_marker(pytest.mark.skip(reason="no Chromium here: apt-get install chromium"))


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def product(tmp_path_factory: pytest.TempPathFactory, models: Path) -> AsyncIterator[Product]:
    folder = tmp_path_factory.mktemp("produk") / "var"
    (folder / "demo").mkdir(parents=True)
    (folder / "demo" / "models").symlink_to(models)
    product = Product(folder, models, module=("-m", "chaos.process", "run", "--demo"))
    await product.start()
    yield product
    product.kill()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        chromium = await playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield chromium
        await chromium.close()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def house(product: Product, browser: Browser) -> AsyncIterator[Office]:
    town = town_of(product)
    office = Office(product, browser, town)
    await office.employ()
    yield office
    await town.database.close()


@pytest_asyncio.fixture(loop_scope="module")
async def office(house: Office) -> AsyncIterator[Office]:
    yield house
    await house.close_screens()
