"""The table and what is made from it agree: commands, documentation, checks of arguments."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bridge.errors import BadRequest
from bridge.interfaces import addresses
from bridge.interfaces.addresses import ADDRESSES, INCOMING, OUTGOING, bind, markdown
from bridge.interfaces.commands import COMMANDS

SERVERS_OWN = {"/bridge/subscribe", "/bridge/unsubscribe"}
SAMPLE = {"int": 1, "float": 0.5, "string": "x", "job": "kick", "any": 7}


def sample(path: str) -> list[object]:
    address = INCOMING[path]
    return [SAMPLE[a.kind] for a in (*address.arguments, *address.optional, *address.repeated)]


def test_every_incoming_address_has_a_command_and_no_other() -> None:
    assert set(COMMANDS) | SERVERS_OWN == set(INCOMING)


def test_paths_are_unique_and_replies_exist() -> None:
    assert len(INCOMING) + len(OUTGOING) == len(ADDRESSES)
    for address in ADDRESSES:
        assert address.doc
        assert set(address.replies) <= set(OUTGOING)


@pytest.mark.parametrize("path", INCOMING)
def test_good_arguments_bind_by_name(path: str) -> None:
    address = INCOMING[path]
    bound = bind(address, sample(path))
    assert {a.name for a in address.arguments} <= set(bound)
    assert ("rest" in bound) == bool(address.repeated)


@pytest.mark.parametrize("path", INCOMING)
def test_too_few_too_many_and_wrong_types_name_the_usage(path: str) -> None:
    address, good = INCOMING[path], sample(path)
    dangling = "dangling" if len(address.repeated) > 1 else None  # a group of one cannot dangle
    wrong = [[*good, "a", "b", "c"]] if not address.repeated else [[*good, dangling]]
    if address.arguments:
        wrong.append(good[: len(address.arguments) - 1])
    for place, argument in enumerate(address.arguments):
        for value in (True, None, b"blob", ["list"], *(("x",) if argument.kind in ("int", "float") else ())):
            wrong.append([*good[:place], value, *good[place + 1 :]])
    for values in wrong:
        with pytest.raises(BadRequest) as caught:
            bind(address, values)
        assert address.usage in str(caught.value)


def test_numbers_pass_for_each_other_as_pd_and_max_send_them() -> None:
    assert bind(INCOMING["/bridge/subscribe"], [9001.0]) == {"port": 9001}
    assert bind(INCOMING["/bridge/voice/note"], [60.0, 100]) == {"note": 60, "velocity": 100.0}
    assert bind(INCOMING["/bridge/cancel"], [7.0]) == bind(INCOMING["/bridge/cancel"], ["7"]) == {"job": "7"}
    for bad in (60.5, float("nan"), float("inf")):
        with pytest.raises(BadRequest):
            bind(INCOMING["/bridge/voice/note"], [bad, 100])


@settings(deadline=None)
@given(
    st.sampled_from(sorted(INCOMING)),
    st.lists(st.none() | st.booleans() | st.integers() | st.floats() | st.text()),
)
def test_any_arguments_bind_or_are_refused(path: str, values: list[object]) -> None:
    try:
        bind(INCOMING[path], values)
    except BadRequest as error:
        assert len(str(error)) < 300


def test_the_documentation_names_every_address() -> None:
    text = markdown()
    for address in ADDRESSES:
        assert f"`{address.usage}`" in text
    table = [line for line in text.splitlines() if line.startswith("|")]
    assert {line.replace("\\|", "").count("|") for line in table} == {4}


def test_the_page_of_addresses_is_the_table() -> None:
    page = Path(addresses.__file__).with_name("ADDRESSES.md").read_text(encoding="utf-8")
    assert page == addresses.page(), "write it anew: sds-bridge serve --addresses > bridge/interfaces/ADDRESSES.md"
