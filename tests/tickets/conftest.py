"""How many random cases to try."""

import pytest


@pytest.fixture(scope="session")
def cases(pytestconfig: pytest.Config) -> int:
    return 100_000 if pytestconfig.getoption("long") else 2_000
