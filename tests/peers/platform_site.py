"""A site around lti1p3platform, run by that peer's own python: platform_site.py TOOL_URL.

Prints one line of JSON once it listens: what an administrator would copy into the tool. The library brings the
protocol; this file brings what it leaves to its user: pages, a course with one column, and where scores are kept.
"""

import json
import sys
from html import escape
from urllib.parse import parse_qsl
from wsgiref.simple_server import WSGIRequestHandler, make_server

import jwt
from cryptography.hazmat.primitives import serialization as pem
from cryptography.hazmat.primitives.asymmetric import rsa
from lti1p3platform.exceptions import LineItemNotFoundException, LtiException
from lti1p3platform.ltiplatform import LTI1P3PlatformConfAbstract
from lti1p3platform.message_launch import LTIAdvantageMessageLaunchAbstract
from lti1p3platform.oidc_login import OIDCLoginAbstract
from lti1p3platform.registration import Registration
from lti1p3platform.request import Request
from lti1p3platform.score import UpdateScoreStatus
from lti1p3platform.service_connector import AssignmentsGradesService

TOOL = sys.argv[1]
COURSE, LINK, CLIENT, DEPLOYMENT = "course-7", "link-3", "tool-1", "deployment-1"
CUSTOM = {"course": "social-media-in-healthcare", "module": "m02-patient-information"}
MEMBERSHIP = "http://purl.imsglobal.org/vocab/lis/v2/membership"
ROLES = {"student": [f"{MEMBERSHIP}#Learner"], "staff": [f"{MEMBERSHIP}#Instructor"]}
scores = {}


class Handler(WSGIRequestHandler):
    def log_message(self, *args):
        pass


class Platform(LTI1P3PlatformConfAbstract):
    def init_platform_config(self, base):
        key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        private = key.private_bytes(pem.Encoding.PEM, pem.PrivateFormat.PKCS8, pem.NoEncryption()).decode()
        public = key.public_key().public_bytes(pem.Encoding.PEM, pem.PublicFormat.SubjectPublicKeyInfo).decode()
        self._registration = Registration().set_iss(base).set_client_id(CLIENT).set_deployment_id(DEPLOYMENT)
        self._registration.set_launch_url(f"{TOOL}/lti/launch").set_oidc_login_url(f"{TOOL}/lti/login")
        self._registration.set_tool_key_set_url(f"{TOOL}/lti/jwks")
        self._registration.set_platform_private_key(private).set_platform_public_key(public)

    def get_registration_by_params(self, **_params):
        return self._registration


class SiteRequest(Request):
    def build_metadata(self, environ):
        body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        kind = environ.get("CONTENT_TYPE", "")
        return {
            "method": environ["REQUEST_METHOD"],
            "path": environ["PATH_INFO"],
            "content_type": kind,
            "form_data": dict(parse_qsl(body.decode())) if "form" in kind else {},
            "json": json.loads(body) if "json" in kind else None,
            "get_data": dict(parse_qsl(environ["QUERY_STRING"])),
            "headers": {"Authorization": environ.get("HTTP_AUTHORIZATION", "")},
        }


class Login(OIDCLoginAbstract):
    def set_lti_message_hint(self, role):
        self._lti_message_hint = role

    def get_redirect(self, url):
        return "302 Found", [("Location", url)], ""


class Launch(LTIAdvantageMessageLaunchAbstract):
    def prepare_launch(self, preflight):
        self.set_user_data(preflight["login_hint"], ROLES[preflight["lti_message_hint"]])
        self.set_resource_link_claim(LINK, title="Patient information online")
        self.set_launch_context_claim(COURSE, context_title="Social media")
        self.set_launch_presentation_claim("window", f"{BASE}/course")
        self.set_custom_parameters_claim(CUSTOM)
        self.set_ags(f"{BASE}/columns", f"{BASE}/columns/1", allow_creating_lineitems=False)

    def render_launch_form(self, launch_data, **_more):
        names = ("id_token", "state")
        fields = "".join(f'<input type="hidden" name="{name}" value="{escape(launch_data[name])}">' for name in names)
        page = f'<form method="post" action="{escape(launch_data["launch_url"])}">{fields}</form>'
        return "200 OK", [("Content-Type", "text/html; charset=utf-8")], page


class Grades(AssignmentsGradesService):
    find_lineitems = find_lineitem = create_lineitem = update_lineitem = delete_lineitem = None

    def update_score(self, line_item_id, score):
        self._check(line_item_id)
        held = scores.get(score["userId"])
        if held and held["timestamp"] >= score["timestamp"]:  # both as the tool writes them, so text compares as time
            return UpdateScoreStatus.OLD_TIMESTAMP
        scores[score["userId"]] = score
        return UpdateScoreStatus.SUCCESS

    def get_results(self, line_item_id, page=1, limit=None, user_id=None):
        self._check(line_item_id)
        found = [score for score in scores.values() if user_id in (None, score["userId"])]
        column = f"{BASE}/columns/1"
        content = [
            {
                "id": f"{column}/results/{each['userId']}",
                "scoreOf": column,
                "userId": each["userId"],
                "resultScore": each["scoreGiven"],
                "resultMaximum": each["scoreMaximum"],
            }
            for each in found
        ]
        return {"has_next": False, "content": content}

    def _check(self, line_item_id):
        if line_item_id != "1":
            raise LineItemNotFoundException


def as_json(content, status="200 OK", kind="application/json"):
    return status, [("Content-Type", kind)], json.dumps(content)


def token(request):
    try:
        return as_json(platform.get_access_token(request.form_data))
    except (LtiException, jwt.PyJWTError) as error:  # the library has no answer for these of its own
        return as_json({"error": "invalid_client", "error_description": str(error)}, "400 Bad Request")


def grades(request, column, what):
    service = Grades(request, platform, f"{BASE}/columns", f"{BASE}/columns/1")
    handler = {"scores": service.handle_update_score, "results": service.handle_get_results}[what]
    answer = service.handle_resp(handler, line_item_id=column)
    result = answer.result["content"] if answer.result else answer.result
    return as_json(result if answer.code < 300 else {"error": answer.message}, f"{answer.code} -", answer.media_type)


def open_link(request, _link, person, role):
    login = Login(request, platform)
    login.set_lti_message_hint(role=role)
    return login.initiate_login(person)


def route(request):
    match request.path.strip("/").split("/"):
        case ["open", link, person, role]:
            return open_link(request, link, person, role)
        case ["authorize"]:
            return Launch(request, platform).lti_launch()
        case ["jwks"]:
            return as_json(platform.get_jwks())
        case ["token"]:
            return token(request)
        case ["columns", column, ("scores" | "results") as what]:
            return grades(request, column, what)
        case ["gradebook"]:
            return as_json({f"{LINK} {person}": score for person, score in scores.items()})
    return as_json({"error": "no such page"}, "404 Not Found")


def application(environ, start_response):
    status, headers, body = route(SiteRequest(environ))
    start_response(status, headers)
    return [body.encode()]


server = make_server("127.0.0.1", 0, application, handler_class=Handler)
BASE = f"http://127.0.0.1:{server.server_port}"
platform = Platform(base=BASE)
registration = {
    "issuer": BASE,
    "client_id": CLIENT,
    "deployment_id": DEPLOYMENT,
    "auth_login_url": f"{BASE}/authorize",
    "auth_token_url": f"{BASE}/token",
    "jwks_url": f"{BASE}/jwks",
    "context": COURSE,
    "links": {"graded": LINK},
}
sys.stdout.write(json.dumps(registration) + "\n")
sys.stdout.flush()
server.serve_forever()
