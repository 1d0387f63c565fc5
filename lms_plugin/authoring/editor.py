"""The editor's addresses, and who writes in it. Its pages stand in `*_views`."""

from lms_plugin.core.audit.services import Person
from lms_plugin.core.web.blueprint import LaunchBlueprint
from lms_plugin.core.web.viewer import get_viewer

blueprint = LaunchBlueprint("editor", __name__, prefix="/edit")


def author() -> Person:
    """Who writes in this launch."""
    return Person.of(get_viewer())
