"""Zeroconf: a daemon for this machine only is found on this machine, and says goodbye."""

import asyncio

import pytest
from test_osc_server import run
from zeroconf.asyncio import AsyncServiceInfo, AsyncZeroconf

from bridge.errors import CannotListen
from bridge.interfaces.discovery import OSC, OSCQUERY, Announcement


async def found(zeroconf: AsyncZeroconf, kind: str, name: str) -> AsyncServiceInfo | None:
    return await zeroconf.async_get_service_info(kind, f"{name}.{kind}", 3000)


def test_both_services_are_found_with_ports_and_loopback_address_and_a_second_daemon_has_another_name() -> None:
    async def scenario() -> None:
        first, second = Announcement("127.0.0.1"), Announcement("localhost")
        try:
            await first.start(9000, 9080)
        except CannotListen as error:
            pytest.skip(str(error))  # no multicast here
        looking = AsyncZeroconf(interfaces=["127.0.0.1"])
        try:
            name = first.name
            assert name.startswith("sds-bridge on ") and first.server_name.endswith(".local")
            for kind, port in ((OSC, 9000), (OSCQUERY, 9080)):
                info = await found(looking, kind, name)
                assert info is not None and info.port == port
                assert info.parsed_addresses() == ["127.0.0.1"], "nothing but loopback is named"
                assert info.server == f"{first.server_name}."
            await second.start(9001, None)
            assert second.name == f"{name} (2)"
            assert (await found(looking, OSC, second.name)).port == 9001  # type: ignore[union-attr]
            await first.stop()
            assert first.name == ""
            fresh = AsyncZeroconf(interfaces=["127.0.0.1"])
            assert await fresh.async_get_service_info(OSCQUERY, f"{name}.{OSCQUERY}", 300) is None
            await fresh.async_close()
        finally:
            await looking.async_close()
            await first.stop()
            await second.stop()

    run(scenario)


def test_a_host_that_cannot_be_is_a_clear_error() -> None:
    with pytest.raises(CannotListen, match="--host"):
        Announcement("no.such.host.invalid")


def test_stopping_what_never_started() -> None:
    announcement = Announcement("127.0.0.1")
    asyncio.run(announcement.stop())
    assert announcement.name == ""
