"""JSON that others sent, read strictly: an object, no NaN, no lone surrogates, no bottomless nesting."""

import json
import math
from typing import Any, NoReturn

from lms_plugin.demo.platform.errors import PlatformError


def read_object(body: bytes, refusal: str) -> dict[str, Any]:
    """The JSON object in `body`, else a 400 that says `refusal`."""
    try:
        content = json.loads(body.decode("utf-8"), parse_constant=_no_constant)
        json.dumps(content, ensure_ascii=False).encode("utf-8")  # a lone surrogate could not be stored
    except (ValueError, RecursionError) as error:
        raise PlatformError(400, refusal) from error
    if not isinstance(content, dict):
        raise PlatformError(400, refusal)
    return content


def number(value: object) -> float | None:
    """The value if it is a finite JSON number; true and false are none."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    try:
        as_float = float(value)
    except OverflowError:
        return None
    return as_float if math.isfinite(as_float) else None


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")
