"""What a file is by its content, how large a picture is, and what an SVG must not hold."""

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms_plugin.core.media.errors import MediaError
from lms_plugin.core.media.sniff import HEAD, MAX_BYTES, kind_of, sniff

SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 30">{}</svg>'
PNG = b"\x89PNG\r\n\x1a\n" + struct.pack(">I4sII", 13, b"IHDR", 640, 480) + b"\x08\x06\x00\x00\x00"
JPEG = b"\xff\xd8\xff\xe0\x00\x04ab\xff\xff\xc0\x00\x11\x08\x00\x1e\x00\x28\x03" + bytes(12)
FILES = {
    "image/png": (PNG, (640, 480)),
    "image/jpeg": (JPEG, (40, 30)),
    "image/gif": (b"GIF89a" + struct.pack("<HH", 40, 30), (40, 30)),
    "image/webp": (b"RIFF\0\0\0\0WEBPVP8X" + bytes(8) + b"\x27\0\0\x1d\0\0", (40, 30)),
    "image/svg+xml": (SVG.format("<title>Desk</title>").encode(), (40, 30)),
    "video/mp4": (b"\0\0\0\x20ftypisom" + bytes(20), (None, None)),
    "audio/mp4": (b"\0\0\0\x20ftypM4A " + bytes(20), (None, None)),
    "video/webm": (b"\x1aE\xdf\xa3\x9fB\x82\x84webm", (None, None)),
    "audio/mpeg": (b"ID3\x04" + bytes(20), (None, None)),
    "text/vtt": (b"WEBVTT\n\n", (None, None)),
    "application/pdf": (b"%PDF-1.7\n", (None, None)),
}


@pytest.mark.parametrize("mime", FILES)
def test_kinds_are_told_by_content(mime: str) -> None:
    data, size = FILES[mime]
    kind = sniff(data)
    assert (kind.mime, (kind.width, kind.height)) == (mime, size)


@pytest.mark.parametrize(
    "data", [b"", b"MZ\x90", b"<html><body>", b"<!DOCTYPE html>", b"PK\x03\x04", b"WEBVTTX", b"#!/bin/sh", b"<?php"]
)
def test_other_files_are_refused(data: bytes) -> None:
    with pytest.raises(MediaError, match="no file of a known kind"):
        sniff(data)


@given(st.binary(max_size=200), st.sampled_from([b"", *(data for data, _ in FILES.values())]))
def test_no_bytes_break_it(rest: bytes, begin: bytes) -> None:
    for data in (begin + rest, begin[:12] + rest):
        try:
            kind = sniff(data)
        except MediaError:
            continue
        assert kind.mime == getattr(kind_of(data[:HEAD]), "mime", None)


def test_a_large_file_is_refused() -> None:
    with pytest.raises(MediaError, match="at most 20,971,520 fit"):
        sniff(PNG + bytes(MAX_BYTES))


@pytest.mark.parametrize(
    ("inside", "said"),
    [
        ("<script>alert(1)</script>", "holds <script>"),
        ("<foreignObject><p xmlns='http://www.w3.org/1999/xhtml'/></foreignObject>", "holds <foreignObject>"),
        ("<p xmlns='http://www.w3.org/1999/xhtml'/>", "holds <p>"),
        ("<image href='https://example.org/x.png'/>", "holds <image>"),
        ("<a href='https://example.org/'/>", "holds <a>"),
        ("<style>@import url(x.css)</style>", "holds <style>"),
        ("<set attributeName='href' to='javascript:alert(1)'/>", "holds <set>"),
        ("<g onclick='alert(1)'/>", "holds the script onclick"),
        ("<use href='https://example.org/x.svg#a'/>", "reference to something outside"),
        ("<use xmlns:x='http://www.w3.org/1999/xlink' x:href='x.svg#a'/>", "reference to something outside"),
        ("<g fill='url(https://example.org/#a)'/>", "reference to something outside"),
        ("<g style='fill: URL( \"data:x\")'/>", "reference to something outside"),
        ("<g style='fill: u\\72l(x)'/>", "something unsafe in style"),
        ("<?xml-stylesheet href='x.css'?>", "the instruction"),
        ("<g>", "not well-formed"),
    ],
)
def test_an_svg_that_is_more_than_a_picture(inside: str, said: str) -> None:
    with pytest.raises(MediaError, match=said) as caught:
        sniff(SVG.format(f"\n{inside}").encode())
    assert caught.value.line in (2, 2 + inside.count("\n"))


def test_an_svg_with_entities_is_refused() -> None:
    with pytest.raises(MediaError, match="a DOCTYPE"):
        sniff(b'<!DOCTYPE svg [<!ENTITY a "aaaa">]>' + SVG.format("<title>&a;</title>").encode())


def test_an_svg_may_refer_to_itself() -> None:
    inside = "<defs><linearGradient id='a'/></defs><g fill='url(#a)'/><use href='#b'/>"
    assert sniff(SVG.format(inside).encode()).mime == "image/svg+xml"
