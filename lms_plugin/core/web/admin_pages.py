"""Pages of the administration: a blueprint under /admin that asks for a sign-in, and the sections of the top bar."""

from dataclasses import dataclass

from flask import Blueprint, Flask, current_app, request, url_for
from werkzeug.utils import redirect
from werkzeug.wrappers import Response

from lms_plugin.core.web.administrators import ADMIN, AdminNotAllowedError, find_admin, get_admin
from lms_plugin.core.web.errors import wants_json
from lms_plugin.core.web.forgery import SAFE_METHODS

SIGN_IN = "accounts.login"  # by name: the room of accounts is above

# The order of the top bar; a section is there once a blueprint says that it belongs to it.
SECTIONS = ("Platforms", "Launches", "Keys", "Hospitals", "Extra time", "Administrators", "Account")


class SignInNeededError(AdminNotAllowedError):
    """A script of ours asked after its sign-in had ended."""

    status = 401
    title = "You are signed out"
    remedy = "Sign in again. What was saved is safe."


class AdminBlueprint(Blueprint):
    """A blueprint for pages of the administration, under /admin + `prefix`.

    Every request needs a sign-in, else it is led to the login page. Officers read: an unsafe method of theirs is
    refused, but for `own_pages`, where people look after their own account. `section` is the word of the top bar that
    is marked on these pages; the blueprint whose `start` names an endpoint (without the blueprint's name) puts it
    there, for operators alone where `operators_only`.
    """

    def __init__(
        self,
        name: str,
        import_name: str,
        *,
        prefix: str = "",
        section: str,
        start: str | None = "index",
        operators_only: bool = False,
        own_pages: bool = False,
    ) -> None:
        super().__init__(name, import_name, url_prefix=f"{ADMIN}{prefix}")
        self.section, self.start, self.operators_only, self.own_pages = section, start, operators_only, own_pages
        self.before_request(self._let_in)

    def _let_in(self) -> Response | None:
        admin = find_admin()
        if admin is None:
            return ask_to_sign_in()
        if self.operators_only and not admin.is_operator:
            raise AdminNotAllowedError("These pages are for the operators of this installation.")
        if request.method not in SAFE_METHODS and not (admin.may_change or self.own_pages):
            raise AdminNotAllowedError("Your account may look at these pages and not change anything.")
        return None


def ask_to_sign_in() -> Response:
    """To the login page, and from there back here; a script gets 401 instead."""
    if wants_json():
        raise SignInNeededError("Nobody is signed in.")
    back = request.full_path.rstrip("?") if request.method in SAFE_METHODS else None
    return redirect(url_for(SIGN_IN, next=back if back != f"{ADMIN}/" else None), 303)


@dataclass(frozen=True)
class Section:
    """One word of the top bar."""

    title: str
    address: str
    is_here: bool


def list_sections() -> list[Section]:
    """The sections that this administrator may open, in the order of the top bar."""
    here = current_app.blueprints.get(request.blueprint or "")
    operator = get_admin().is_operator
    found = [
        Section(each.section, url_for(f"{each.name}.{each.start}"), getattr(here, "section", None) == each.section)
        for each in current_app.blueprints.values()
        if isinstance(each, AdminBlueprint) and each.start and (operator or not each.operators_only)
    ]
    return sorted(found, key=lambda section: SECTIONS.index(section.title))


home = Blueprint("administration", __name__, url_prefix=ADMIN)


@home.get("/")
def first_page() -> Response:
    """To the first section."""
    return ask_to_sign_in() if find_admin() is None else redirect(list_sections()[0].address, 303)


def init_admin_pages(app: Flask) -> None:
    """Offer `admin_sections()` to the templates."""
    app.register_blueprint(home)
    app.jinja_env.globals["admin_sections"] = list_sections
