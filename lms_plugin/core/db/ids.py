"""Ids made by the application: UUIDv7 for rows, 128 random bits for launches."""

import os
import time
from uuid import UUID


def new_id() -> UUID:
    """A UUIDv7 (RFC 9562, section 5.7): 48 bits of milliseconds, then 74 random bits."""
    millis = time.time_ns() // 1_000_000
    value = int.from_bytes(millis.to_bytes(6) + os.urandom(10))
    value = value & ~(0xF << 76) | 0x7 << 76
    value = value & ~(0x3 << 62) | 0x2 << 62
    return UUID(int=value)


def new_launch_id() -> str:
    """128 random bits as 32 hexadecimal digits: nothing of it can be guessed from another one."""
    return os.urandom(16).hex()
