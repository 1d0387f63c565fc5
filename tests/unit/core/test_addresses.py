"""Where requests may go: https and the public internet, resolved once; the loopback in trials alone."""

import socket
from typing import Any

import pytest

from lms_plugin.core.outbound.addresses import pin_address, split_web_address
from lms_plugin.core.outbound.errors import AddressRefusedError, NotReachedError

PRIVATE = [
    "10.0.0.1",
    "10.255.255.255",
    "172.16.0.1",
    "192.168.1.1",
    "169.254.169.254",
    "100.64.0.1",
    "0.0.0.0",  # noqa: S104
    "224.0.0.1",
    "255.255.255.255",
    "[fd00::1]",
    "[fe80::1]",
    "[fec0::1]",
    "[4000::1]",
    "[::]",
    "[ff02::1]",
    "[::ffff:10.0.0.1]",
    "[::ffff:169.254.169.254]",
    "[64:ff9b::10.0.0.1]",
    "[2002:0a00:0001::1]",
]
LOOPBACK = [
    "127.0.0.1",
    "127.8.8.8",
    "localhost",
    "[::1]",
    "[::ffff:127.0.0.1]",
    "2130706433",
    "0x7f000001",
    "017700000001",
]


@pytest.mark.parametrize("host", [*PRIVATE, *LOOPBACK])
@pytest.mark.parametrize("port", ["", ":8443"])
def test_no_private_address(host: str, port: str) -> None:
    with pytest.raises(AddressRefusedError):
        pin_address(f"https://{host}{port}/keys", trial=False)


@pytest.mark.parametrize("host", PRIVATE)
def test_no_private_address_in_trials_either(host: str) -> None:
    for scheme in ("https", "http"):
        with pytest.raises(AddressRefusedError):
            pin_address(f"{scheme}://{host}/keys", trial=True)


@pytest.mark.parametrize("number", ["167772161", "012.0.0.1", "0xa000001", "10.1", "3232235777", "2852039166"])
def test_private_addresses_in_other_spellings(number: str) -> None:
    with pytest.raises((AddressRefusedError, NotReachedError)):
        pin_address(f"https://{number}/", trial=True)


def test_the_loopback_in_trials() -> None:
    pin = pin_address("http://127.0.0.1:8001/certs", trial=True)
    assert (pin.scheme, pin.host, pin.port, pin.ip) == ("http", "127.0.0.1", 8001, "127.0.0.1")
    assert pin.host_header == "127.0.0.1:8001"
    assert pin_address("http://localhost/", trial=True).ip.startswith(("127.", "::1"))


@pytest.mark.parametrize(
    "url",
    [
        "http://93.184.215.14/",
        "file:///etc/passwd",
        "gopher://93.184.215.14/",
        "ftp://93.184.215.14/",
        "//93.184.215.14/",
        "93.184.215.14",
        "",
        "https://",
        "https:///keys",
        "https://user@93.184.215.14/",
        "https://:word@93.184.215.14/",
        "https://93.184.215.14:99999/",
        "https://93.184.215.14:port/",
        "https://[::1",
    ],
)
def test_only_plain_https_addresses(url: str) -> None:
    with pytest.raises(AddressRefusedError):
        pin_address(url, trial=False)


def test_a_public_address() -> None:
    pin = pin_address("https://93.184.215.14/keys?a=b", trial=False)
    assert (pin.ip, pin.port, pin.host_header) == ("93.184.215.14", 443, "93.184.215.14")
    assert pin_address("https://[2606:2800:21f:cb07:6820:80da:af6b:8b2c]:8443/", trial=False).host_header == (
        "[2606:2800:21f:cb07:6820:80da:af6b:8b2c]:8443"
    )


def resolve_to(monkeypatch: pytest.MonkeyPatch, *ips: str) -> None:
    """What the name server would say: the one thing here that is not on this machine."""

    def answer(host: str, port: int, **_rest: Any) -> list[Any]:
        return [(socket.AF_INET6 if ":" in ip else socket.AF_INET, 1, 6, "", (ip, port)) for ip in ips]

    monkeypatch.setattr(socket, "getaddrinfo", answer)


def test_one_private_address_among_public_ones_is_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    resolve_to(monkeypatch, "93.184.215.14", "10.0.0.1")
    with pytest.raises(AddressRefusedError):
        pin_address("https://lms.example.org/", trial=False)


def test_ipv4_before_ipv6(monkeypatch: pytest.MonkeyPatch) -> None:
    resolve_to(monkeypatch, "2606:2800:21f:cb07:6820:80da:af6b:8b2c", "93.184.215.14")
    assert pin_address("https://lms.example.org/", trial=False).ip == "93.184.215.14"


def test_a_name_that_does_not_resolve(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_arguments: Any, **_rest: Any) -> None:
        raise socket.gaierror("no such name")

    monkeypatch.setattr(socket, "getaddrinfo", fail)
    with pytest.raises(NotReachedError):
        pin_address("https://lms.example.org/", trial=False)


def test_a_name_that_is_none() -> None:
    with pytest.raises(NotReachedError):
        pin_address(f"https://{'x' * 70}.example/", trial=False)


@pytest.mark.parametrize(
    "address", ["https://lms.example.org", "http://127.0.0.1:8001/a?b=c", "https://[::1]:8/", "https://A.example/é"]
)
def test_a_web_address(address: str) -> None:
    assert split_web_address(address) is not None


@pytest.mark.parametrize(
    "address",
    [
        "",
        "x",
        "//a.example",
        "https://",
        "https://[",
        "https://a b/",
        "https://u@a.example/",
        "https://a.example/\n",
        "https://a:0/",
        "https://a:99999/",
    ],
)
def test_no_web_address(address: str) -> None:
    assert split_web_address(address) is None
