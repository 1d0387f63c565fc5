"""Slots: a hospital's own words in a course's text, put in after parsing so that they are never read as Markdown."""

import re
from collections.abc import Iterable, Mapping

from lms_plugin.curriculum.errors import OpenSlotsError
from lms_plugin.curriculum.specs import SLOT_KEY, SlotSpec

IN_TEXT = re.compile(r"\{\{(" + SLOT_KEY + r")\}\}")
_URL = re.compile(r"https://[^\s<>\"']{1,2000}")
_EMAIL = re.compile(r"[^\s@<>\"'?&]{1,64}@[^\s@<>\"'?&]{1,250}")
_PHONE = re.compile(r"\+?[0-9(][0-9 ()./-]{2,40}(?:,? ?(?:ext\.?|x) ?\d{1,8})?")
_RULES = {
    "url": (_URL, "an address that begins with https://"),
    "email": (_EMAIL, "an e-mail address"),
    "phone": (_PHONE, "a telephone number"),
    "text": (re.compile(r".{1,500}"), "one line of at most 500 characters"),
}


def address_of(value: str) -> str:
    """A slot's value as a link's address; empty where it is none."""
    if _URL.fullmatch(value):
        return value
    if _EMAIL.fullmatch(value):
        return f"mailto:{value}"
    return f"tel:{re.sub(r'[^0-9+]', '', value)}" if _PHONE.fullmatch(value) else ""


def check_values(declared: Iterable[SlotSpec], used: Iterable[str], values: Mapping[str, str]) -> dict[str, str]:
    """The values, trimmed. Raises OpenSlotsError naming every slot that is unknown, does not fit, or is missing though
    it is required and used."""
    slots = {slot.key: slot for slot in declared}
    trimmed = {key: value.strip() for key, value in values.items() if value.strip()}
    known = ", ".join(sorted(slots)) or "none"
    faults = [f"There is no slot {key}. Slots: {known}." for key in trimmed if key not in slots]
    for key, value in trimmed.items():
        rule = _RULES[slots[key].kind] if key in slots else None
        if rule is not None and not (rule[0].fullmatch(value) and value.isprintable()):
            faults.append(f"The value of {key} must be {rule[1]}.")
    faults += [f"{key} has no value ({slots[key].label})." for key in missing_slots(slots.values(), used, trimmed)]
    if faults:
        raise OpenSlotsError(" ".join(faults))
    return trimmed


def missing_slots(declared: Iterable[SlotSpec], used: Iterable[str], values: Mapping[str, str]) -> list[str]:
    """The required slots that the text uses and nobody filled."""
    keys = set(used)
    return sorted(slot.key for slot in declared if slot.required and slot.key in keys and not values.get(slot.key))
