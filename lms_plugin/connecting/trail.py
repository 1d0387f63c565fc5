"""The audit trail of a registration in words. Pure."""

from typing import Any

WORDS = {
    "added": "Registered by hand",
    "registered": "Registered by a link",
    "registered_anew": "Updated by a link",
    "checked": "Checked",
    "renamed": "Renamed",
    "addresses_changed": "Addresses changed",
    "switched_on": "Switched on",
    "switched_off": "Switched off",
    "approved": "Approved",
    "rejected": "Rejected",
    "duplicated": "Made as a duplicate",
    "update_invited": "Link to update it made",
    "deployments_accepted": "New deployments let in at once",
    "deployments_held": "New deployments held for approval",
    "deployment_added": "Deployment added",
    "deployment_approved": "Deployment approved",
    "deployment_refused": "Deployment refused",
    "deployment_switched_on": "Deployment switched on",
    "deployment_switched_off": "Deployment switched off",
    "deployment_changed": "Deployment changed",
}


def say_act(verb: str, details: dict[str, Any]) -> str:
    """One line about an event: what was done, and with what."""
    name = verb.removeprefix("registration.")
    words = WORDS.get(name, name.replace("_", " ").capitalize())
    old, new = details.get("old"), details.get("new")
    if name == "renamed":
        return f"{words}: {old} → {new}"
    if isinstance(new, dict) and "deployment" in new:
        return f"{words}: {new['deployment']}"
    if name == "addresses_changed" and isinstance(new, dict) and isinstance(old, dict):
        return f"{words}: " + "; ".join(f"{old.get(key) or 'none'} → {value or 'none'}" for key, value in new.items())
    return words
