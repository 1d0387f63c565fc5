"""The editor's addresses, and who writes in it. Its pages stand in `*_views`."""

from lms_plugin.core.web.blueprint import LaunchBlueprint
from lms_plugin.core.web.viewer import get_viewer
from lms_plugin.drafts.files import Author

blueprint = LaunchBlueprint("editor", __name__, prefix="/edit")


def author() -> Author:
    """Who writes in this launch."""
    viewer = get_viewer()
    return Author(tenant_id=viewer.tenant_id, user_id=viewer.user_id, launch_id=viewer.launch_id)
