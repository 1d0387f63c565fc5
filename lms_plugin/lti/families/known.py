"""The families of LMSs that we know, in the order in which they are offered, and how to find one."""

from lms_plugin.lti.families.blackboard import BLACKBOARD
from lms_plugin.lti.families.brightspace import BRIGHTSPACE
from lms_plugin.lti.families.canvas import CANVAS
from lms_plugin.lti.families.moodle import MOODLE
from lms_plugin.lti.families.openedx import OPENEDX
from lms_plugin.lti.families.other import OTHER
from lms_plugin.lti.families.sakai import SAKAI
from lms_plugin.lti.families.shape import Family

FAMILIES = (MOODLE, CANVAS, BLACKBOARD, BRIGHTSPACE, SAKAI, OPENEDX, OTHER)

_BY_KEY = {family.key: family for family in FAMILIES}
_BY_CODE = {code: family for family in FAMILIES for code in family.codes}


def get_family(key: str | None) -> Family:
    """The family of that key (`Registration.family`); OTHER for one that we do not know."""
    return _BY_KEY.get(key or "", OTHER)


def guess_family(key: str | None, token_url: str) -> Family:
    """The family of that key, else the one whose access token URLs look like this; OTHER where neither is known."""
    if key in _BY_KEY:
        return get_family(key)
    return next((each for each in FAMILIES if each.endpoint_sign and each.endpoint_sign in token_url), OTHER)


def find_family(code: str | None) -> Family:
    """The family that a platform calls itself (`product_family_code`, in any case of letters); OTHER where unknown."""
    return _BY_CODE.get((code or "").strip().lower(), OTHER)
