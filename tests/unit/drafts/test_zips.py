"""IM01, IM03, IM04, IM13: a zip is read without believing what it says of itself, and nothing is unpacked to a disk."""

import random
import stat
import struct
import tracemalloc
import zipfile
import zlib
from io import BytesIO
from pathlib import Path

import pytest

from lms_plugin.curriculum.errors import ContentErrors
from lms_plugin.drafts.bundles import read_package
from lms_plugin.drafts.zips import MAX_ENTRIES, MAX_UNPACKED, read_zip, write_zip

GOOD = {"a/course.yaml": b"format: 1\n", "a/quizzes/b.yaml": b"title: b\n" * 50, "a/media/x.png": b"\x89PNG" * 99}
BOMB = 128 * 1024 * 1024


def zipped(*names: str, data: bytes = b"title: x\n", attributes: int | None = None) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name in names:
            entry = zipfile.ZipInfo(name)
            entry.filename = entry.orig_filename = name
            entry.compress_type = zipfile.ZIP_DEFLATED
            if attributes is not None:
                entry.external_attr = attributes << 16
            package.writestr(entry, data)
    return out.getvalue()


def refused(data: bytes) -> str:
    with pytest.raises(ContentErrors) as found:
        read_zip(data, "a.zip")
    assert all(error.path.startswith("a.zip") for error in found.value.errors)
    return str(found.value)


def test_what_is_written_is_read_and_written_the_same() -> None:
    assert read_zip(write_zip(GOOD), "a.zip") == GOOD
    assert write_zip(dict(reversed(GOOD.items()))) == write_zip(GOOD)


def test_what_systems_leave_in_a_zip_is_passed_over() -> None:
    assert set(read_zip(zipped("a/course.yaml", "__MACOSX/a/._course.yaml", "a/.DS_Store"), "a.zip")) == {
        "a/course.yaml"
    }


@pytest.mark.parametrize(
    "name",
    [
        "../x.yaml",
        "a/../../x.yaml",
        "/etc/x.yaml",
        "C:\\x.yaml",
        "C:/x.yaml",
        "..\\x.yaml",
        "a\\..\\x.yaml",
        "a//x.yaml",
        "./x.yaml",
        "a/x.yaml\nb",
        ".hidden/../../x.yaml",
    ],
)
def test_im03_names_that_lead_elsewhere(name: str) -> None:
    assert "leads out of it, or is no name" in refused(zipped("a/course.yaml", name))


def test_im03_a_nul_in_a_name() -> None:
    data = zipped("a/course.yaml", "a/x.yamlZ/../../y").replace(b"x.yamlZ", b"x.yaml\0")
    assert "leads out of it, or is no name" in refused(data)


@pytest.mark.parametrize("kind", [stat.S_IFLNK, stat.S_IFCHR, stat.S_IFBLK, stat.S_IFIFO, stat.S_IFSOCK])
def test_im04_links_and_devices(kind: int) -> None:
    said = refused(zipped("a/course.yaml", data=b"/etc/passwd", attributes=kind | 0o777))
    assert said == "a.zip/a/course.yaml:1: this is a link or a device. Put the file itself there."


def test_im13_cut_anywhere_or_changed_anywhere_it_is_said_to_be_damaged() -> None:
    whole = write_zip(GOOD)
    assert "damaged or was cut short" in refused(whole[: len(whole) * 6 // 10])
    chance = random.Random(13)
    for _ in range(200):
        broken = bytearray(whole)
        for _ in range(chance.randint(1, 4)):
            broken[chance.randrange(len(broken))] = chance.randrange(256)
        data = bytes(broken[: chance.choice([len(broken), chance.randrange(len(broken))])])
        try:
            read_zip(data, "a.zip")
        except ContentErrors:
            continue


def bomb(size: int) -> bytes:
    """An entry of zeros whose header says that it holds ten bytes."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    piece = bytes(1024 * 1024)
    body = b"".join(packer.compress(piece) for _ in range(size // len(piece))) + packer.flush()
    data = bytearray(zipped("a/media/x.png", data=bytes(10)))
    with zipfile.ZipFile(BytesIO(bytes(data))) as package:
        old = package.infolist()[0].compress_size
    start = 30 + len("a/media/x.png")
    end = data.index(b"PK\x01\x02")
    data[start : start + old] = body
    moved = len(body) - old
    struct.pack_into("<I", data, 18, len(body))
    struct.pack_into("<I", data, end + moved + 20, len(body))
    struct.pack_into("<I", data, len(data) - 6, end + moved)
    return bytes(data)


def peak(data: bytes) -> tuple[str, int]:
    """What is said of a zip, and how much memory reading it took."""
    tracemalloc.start()
    try:
        found = read_zip(data, "a.zip")
        return str({name: len(each) for name, each in found.items()}), tracemalloc.get_traced_memory()[1]
    except ContentErrors as error:
        return str(error), tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def test_im01_a_bomb_is_stopped_at_the_limit() -> None:
    data = zipped("a/media/x.png", data=bytes(BOMB))
    assert len(data) < BOMB // 500
    said, most = peak(data)
    assert "larger unpacked than 20,971,520 bytes" in said
    assert most < MAX_UNPACKED


def test_im01_a_bomb_that_says_it_is_small_is_not_unpacked_beyond_that() -> None:
    said, most = peak(bomb(BOMB))
    assert said == "{'a/media/x.png': 10}"
    assert most < MAX_UNPACKED


def test_im01_many_files_that_are_large_together() -> None:
    names = [f"a/media/{number}.png" for number in range(4)]
    assert "larger unpacked" in refused(zipped(*names, data=bytes(19 * 1024 * 1024)))


def test_a_text_in_a_zip_is_not_unpacked_beyond_its_limit() -> None:
    assert "larger unpacked than 1,048,576 bytes" in refused(zipped("a/course.yaml", data=bytes(1_048_577)))


def test_too_many_files() -> None:
    assert f"at most {MAX_ENTRIES:,} fit" in refused(zipped(*(f"a/{number}" for number in range(MAX_ENTRIES + 1))))


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_name_twice() -> None:
    assert "this file is in it twice" in refused(zipped("a/course.yaml", "a/course.yaml"))
    assert "this file is in it twice" in refused(zipped("a/course.yaml", "a/Course.yaml"))


def test_a_locked_one() -> None:
    data = bytearray(zipped("a/course.yaml"))
    data[data.index(b"PK\x01\x02") + 8] |= 1
    assert "without a password" in refused(bytes(data))


def test_every_hostile_zip_is_refused_in_words(shared: Path) -> None:
    said = {}
    for file in sorted((shared / "corpus" / "hostile" / "zip").iterdir()):
        with pytest.raises(ContentErrors) as found:
            read_package(file.read_bytes(), file.name)
        said[file.stem] = str(found.value)
    assert "leads out of it" in said["traversal"]
    assert "a link or a device" in said["symlink"]
    assert "twice" in said["duplicate-names"]
    for each in ("truncated", "bad-data", "not-a-zip"):
        assert "damaged or was cut short" in said[each]
    for each in ("no-manifest", "nested", "svg-script"):
        assert "course.yaml:1: this file is missing" in said[each]
    assert "at most 2,000 fit" in said["many-entries"] or "course.yaml" in said["many-entries"]
