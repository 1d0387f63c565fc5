"""An educator who writes."""

from lms_plugin.core.audit.services import Person
from tests.functional.learning.school import School


def author_of(school: School) -> Person:
    """Dana, in a launch of hers."""
    return Person(tenant_id=school.tenant_id, user_id=school.people["dana"], launch_id="l" * 32)
