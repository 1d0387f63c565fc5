"""Files by digest in a folder, and links to them that end."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms_plugin.core.media.links import STEP, expiry, is_signed, sign
from lms_plugin.core.media.store import MediaStore
from lms_plugin.errors import NotFoundError

DIGEST = "a" * 64


def test_the_same_bytes_are_kept_once(tmp_path: Path) -> None:
    store = MediaStore(tmp_path / "media")
    digest = store.put(b"abc")
    assert store.put(b"abc") == digest == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    assert [file.name for file in (tmp_path / "media").rglob("*") if file.is_file()] == [digest]
    with store.open(digest) as file:
        assert file.read() == b"abc"


@pytest.mark.parametrize("digest", [DIGEST, "", "../../etc/passwd", "A" * 64, "ab", DIGEST + "\n"])
def test_nothing_else_is_there(tmp_path: Path, digest: str) -> None:
    store = MediaStore(tmp_path)
    assert not store.exists(digest)
    with pytest.raises(NotFoundError):
        store.open(digest)


@given(st.integers(0, 2**34))
def test_a_link_holds_for_six_to_twelve_hours(now: int) -> None:
    until = expiry(now)
    assert STEP < until - now <= 2 * STEP
    assert until % STEP == 0
    signature = sign("secret", DIGEST, "x.png", until)
    assert is_signed("secret", DIGEST, "x.png", str(until), signature, now=now)
    assert not is_signed("secret", DIGEST, "x.png", str(until), signature, now=until)


@pytest.mark.parametrize(
    ("digest", "name", "until", "signature"),
    [
        ("b" * 64, "x.png", "43200", ""),
        (DIGEST, "y.png", "43200", ""),
        (DIGEST, "x.png", "86400", ""),
        (DIGEST, "x.png", "43200", "0" * 40),
        (DIGEST, "x.png", "-1", ""),
        (DIGEST, "x.png", "٤٣٢٠٠", ""),
        (DIGEST, "x.png", "43200", "ä" * 40),
    ],
)
def test_a_changed_link_is_not_ours(digest: str, name: str, until: str, signature: str) -> None:
    ours = sign("secret", DIGEST, "x.png", 43200)
    assert not is_signed("secret", digest, name, until, signature or ours, now=0)
    assert not is_signed("other", DIGEST, "x.png", "43200", ours, now=0)
