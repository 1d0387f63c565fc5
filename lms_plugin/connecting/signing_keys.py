"""The operators' page of our own signing keys: how each stands, rotation, and replacing keys that leaked."""

from datetime import UTC, datetime

from flask import render_template
from werkzeug.wrappers import Response

from lms_plugin.connecting.web import check_button, finish, get_settings, get_tool
from lms_plugin.core.web.admin_pages import AdminBlueprint
from lms_plugin.platforms.rotation import (
    KEEP_PUBLISHED,
    PUBLISH_AHEAD,
    key_standings,
    record_key,
    replace_keys,
    rotate_key,
)

blueprint = AdminBlueprint("signing_keys", __name__, prefix="/keys", section="Keys", operators_only=True)


@blueprint.get("")
def index() -> str:
    """All keys, newest first."""
    now = datetime.now(UTC)
    standings = key_standings(now)
    return render_template(
        "connecting/keys.html",
        standings=standings,
        waits=any(each.state == "next" for each in standings),
        signs_at=now + PUBLISH_AHEAD,
        gone_at=now + PUBLISH_AHEAD + KEEP_PUBLISHED,
        jwks=get_tool().jwks,
    )


@blueprint.post("/rotate")
def rotate() -> Response:
    """Publish the next key."""
    act = check_button()
    waits = any(each.state == "next" for each in key_standings(act.now))
    key = rotate_key(get_settings().key_secret, now=act.now)
    if waits:
        return finish("The next key is published already. It takes over by itself.", "signing_keys.index")
    record_key("rotated", key, actor=act.actor, now=act.now)
    return finish("The next key is published. It takes over by itself.", "signing_keys.index")


@blueprint.post("/replace")
def replace() -> Response:
    """For a key that leaked: a new one signs at once, all others are gone."""
    act = check_button()
    key = replace_keys(get_settings().key_secret, now=act.now)
    record_key("replaced", key, actor=act.actor, now=act.now)
    return finish("A new key signs from now on. All others are gone from our key set.", "signing_keys.index")
