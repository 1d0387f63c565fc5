"""A site around Open edX's lti-consumer-xblock, run by that peer's own python: xblock_site.py TOOL_URL FOLDER.

Prints one line of JSON once it listens: what an administrator would copy into the tool. No Open edX: two courses with
three blocks stand in for the modulestore, a dictionary for the gradebook, and everybody may edit.
"""

import json
import sys
from pathlib import Path
from socketserver import ThreadingMixIn
from types import SimpleNamespace
from uuid import UUID
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import django
from django.conf import settings
from django.core.management import call_command
from django.http import HttpResponseRedirect, JsonResponse
from django.urls import include, path

TOOL, FOLDER = sys.argv[1], Path(sys.argv[2])
PASSPORT = str(UUID(int=1))  # shared by all blocks; without one Open edX makes a client id for each block
COURSE, OTHER_COURSE = "course-v1:Lakeside+SM1+2026", "course-v1:Lakeside+SM1+2027"
CUSTOM = {
    "graded": {"course": "social-media-in-healthcare", "module": "m02-patient-information"},
    "free": {"course": "social-media-in-healthcare", "quiz": "m02-quiz"},
    "placed": {},  # until content is chosen
}


class Handler(WSGIRequestHandler):
    def log_message(self, *args):
        pass


class Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


server = make_server("127.0.0.1", 0, None, server_class=Server, handler_class=Handler)
BASE = f"http://127.0.0.1:{server.server_port}"
settings.configure(
    ALLOWED_HOSTS=["127.0.0.1"],
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": FOLDER / "xblock.sqlite"}},
    INSTALLED_APPS=["django.contrib.contenttypes", "django.contrib.auth", "config_models", "lti_consumer"],
    LMS_ROOT_URL=BASE,
    LTI_API_BASE=BASE,
    LTI_BASE=BASE,
    MIDDLEWARE=[f"{__name__}.as_nobody"],
    PLATFORM_NAME="Lakeside edX",
    ROOT_URLCONF=__name__,
    SECRET_KEY="of no use to anybody",
    TEMPLATES=[{"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True}],
    USAGE_ID_PATTERN=r"(?P<usage_id>[^/]+)",
    USE_TZ=True,
)
django.setup()

from django.contrib.auth.models import AnonymousUser  # noqa: E402
from django.core.wsgi import get_wsgi_application  # noqa: E402
from lti_consumer import api  # noqa: E402
from lti_consumer.data import Lti1p3LaunchData  # noqa: E402
from lti_consumer.lti_1p3.extensions.rest_framework.serializers import LtiAgsScoreSerializer  # noqa: E402
from lti_consumer.models import LtiAgsScore  # noqa: E402
from lti_consumer.plugin import compat  # noqa: E402
from lti_consumer.plugin.views import LtiNrpsContextMembershipViewSet  # noqa: E402
from opaque_keys.edx.keys import UsageKey  # noqa: E402

published = {}


class Block(SimpleNamespace):
    """What the library reads of an LTI component. `weight` is its points."""

    def __init__(self, name, mode, course=COURSE):
        self.usage_key = UsageKey.from_string(f"block-v1:{course.partition(':')[2]}+type@lti_consumer+block@{name}")
        self.scope_ids = SimpleNamespace(usage_id=self.usage_key)
        super().__init__(
            **dict.fromkeys(("external_config", "lti_1p3_redirect_uris"), None),
            lti_1p3_tool_public_key="",
            lti_advantage_deep_linking_enabled=name == "placed",
            lti_advantage_deep_linking_launch_url=f"{TOOL}/lti/launch",
            **dict.fromkeys(("has_score", "accept_grades_past_due", "lti_1p3_enable_nrps"), True),
            config_type="new",
            context_id=course,
            display_name=name,
            is_past_due=lambda: False,
            lti_1p3_launch_url=f"{TOOL}/lti/launch",
            lti_1p3_oidc_url=f"{TOOL}/lti/login",
            lti_1p3_passport_id=PASSPORT,
            lti_1p3_tool_key_mode="keyset_url",
            lti_1p3_tool_keyset_url=f"{TOOL}/lti/jwks",
            lti_advantage_ags_mode=mode,
            lti_version="lti_1p3",
            max_score=lambda: 8,
            weight=8,
        )

    def set_user_module_score(self, user, score, max_score, comment=""):
        published[f"{self.usage_key} {user}"] = score


# Declarative: the platform makes the column. Programmatic: the tool may make one, and before that there is none.
blocks = {name: Block(name, mode) for name, mode in {"graded": "declarative", "free": "programmatic"}.items()}
blocks["placed"] = Block("placed", "declarative", OTHER_COURSE)
compat.load_enough_xblock = lambda location: next(each for each in blocks.values() if each.usage_key == location)
compat.load_block_as_user = compat.load_enough_xblock
compat.user_has_studio_write_access = lambda user, course: True
compat.get_user_from_external_user_id = str
# More people than the tool asks for at once. Open edX sends pages only where they are asked for.
PEOPLE = {number: {"id": number, "roles": ["student"], "external_id": f"member-{number}"} for number in range(1100)}
PEOPLE[0]["roles"] = ["instructor"]
compat.get_course_members = lambda course: {number: dict(person) for number, person in PEOPLE.items()}
compat.merge_course_forum_roles = lambda course, people: people
LtiNrpsContextMembershipViewSet.attach_external_user_ids = lambda self, people: None


def launch_data(block, person, role):
    return Lti1p3LaunchData(
        user_id=person,
        external_user_id=person,
        user_role=role,
        config_id=api.config_id_for_block(block),
        resource_link_id=str(block.usage_key),
        context_id=block.context_id,
        context_type=["course_offering"],
        context_title="Social media",
        launch_presentation_return_url=f"{BASE}/courses",
        custom_parameters=CUSTOM[block.display_name],
    )


def launch(request, link, person, role):
    """The page where a learner would press the component's button."""
    return HttpResponseRedirect(api.get_lti_1p3_content_url(launch_data(blocks[link], person, role)))


def edit(request, link, person):
    """The page in Studio where an author would press the button that chooses content."""
    data = launch_data(blocks[link], person, "staff")
    return HttpResponseRedirect(api.get_lti_1p3_launch_start_url(data, deep_link_launch=True))


def chosen(request, link):
    """What the library keeps of the content that was chosen."""
    return JsonResponse(json.loads(info_of(blocks[link])["deep_linking_content_items"] or "[]"), safe=False)


def info_of(block):
    return api.get_lti_1p3_launch_info(launch_data(block, "nobody", "student"))


def as_nobody(get_response):
    """Open edX's own sign-in: the library asks who is there before it keeps what was chosen."""

    def answer(request):
        request.user = AnonymousUser()
        return get_response(request)

    return answer


def gradebook(request):
    """Every score as the library keeps it, and the fraction that it told the course."""
    return JsonResponse(
        {
            f"{score.line_item.resource_link_id} {score.user_id}": {
                **LtiAgsScoreSerializer(score).data,
                "published": published.get(f"{score.line_item.resource_link_id} {score.user_id}"),
            }
            for score in LtiAgsScore.objects.all()
        }
    )


def registration():
    """What Studio shows to whoever configures the component; all blocks share it."""
    info, *_same = map(info_of, blocks.values())
    return {
        "issuer": BASE,
        "client_id": info["client_id"],
        "deployment_id": info["deployment_id"],
        "auth_login_url": info["oidc_callback"],
        "auth_token_url": info["token_url"],
        "jwks_url": info["keyset_url"],
        "context": COURSE,
        "links": {name: str(block.usage_key) for name, block in blocks.items()},
    }


urlpatterns = [
    path("open/<link>/<person>/<role>", launch),
    path("edit/<link>/<person>", edit),
    path("chosen/<link>", chosen),
    path("gradebook", gradebook),
    path("api/", include("lti_consumer.plugin.urls")),
]

call_command("migrate", verbosity=0)
server.set_app(get_wsgi_application())
sys.stdout.write(json.dumps(registration()) + "\n")
sys.stdout.flush()
server.serve_forever()
