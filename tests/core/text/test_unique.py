import pytest

from core.text.unique import first_free


@pytest.mark.parametrize(
    ("taken", "name"),
    [((), "lieu"), (("lieu",), "lieu-2"), (("lieu", "lieu-2", "lieu-4"), "lieu-3"), (("lieu-2",), "lieu")],
)
def test_a_name_that_is_taken_gets_the_first_free_number(taken, name):
    assert first_free("lieu", taken.__contains__) == name
