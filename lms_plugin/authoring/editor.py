"""The editor's addresses, and who writes in it. Its pages stand in `*_views`."""

from datetime import datetime

from lms_plugin.core.audit.services import Person
from lms_plugin.core.web.blueprint import LaunchBlueprint
from lms_plugin.core.web.viewer import get_viewer
from lms_plugin.drafts import services as drafts
from lms_plugin.platforms.tenants import get_tenant

blueprint = LaunchBlueprint("editor", __name__, prefix="/edit")


def author() -> Person:
    """Who writes in this launch."""
    return Person.of(get_viewer())


def open_shelf(now: datetime) -> str:
    """The course that holds what this hospital makes from nothing; made where there is none yet."""
    viewer = get_viewer()
    name = get_tenant(viewer.tenant_id).name
    return drafts.open_shelf(author(), name=name, language="en-US", timezone=viewer.timezone.key, now=now)
