"""The house with its clinic's shortcuts."""

import pytest

from tests.functional.grades.clinic import Clinic
from tests.harness.house import House


@pytest.fixture
def clinic(house: House) -> Clinic:
    """On both engines."""
    return Clinic(house)


@pytest.fixture
def sqlite_clinic(sqlite_house: House) -> Clinic:
    """Where the engine does not matter."""
    return Clinic(sqlite_house)
