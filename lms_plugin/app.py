"""The application factory: configuration, extensions, and the explicit list of features."""

from datetime import UTC, datetime
from typing import Any

from flask import Flask, g
from flask_migrate import Migrate
from werkzeug.middleware.proxy_fix import ProxyFix

from lms_plugin.accounts import account, administrators
from lms_plugin.accounts import auth as accounts_auth
from lms_plugin.accounts import views as accounts
from lms_plugin.analytics import items_views
from lms_plugin.analytics import views as analytics
from lms_plugin.authoring import pages as authoring
from lms_plugin.config import Settings, load_settings
from lms_plugin.connecting import pages as connecting
from lms_plugin.core.db.base import db, prepare_postgresql, prepare_sqlite
from lms_plugin.core.db.schema import MIGRATIONS
from lms_plugin.core.media import views as media
from lms_plugin.core.outbound.addresses import origin_of
from lms_plugin.core.outbound.client import Outbound
from lms_plugin.core.web import admin_pages, assets, errors, filters, headers, limits, macros, observability
from lms_plugin.core.web.administrators import find_admin, get_admin, is_admin_request
from lms_plugin.core.web.application import Application
from lms_plugin.core.web.blueprint import add_launch_id
from lms_plugin.core.web.forgery import admin_token, launch_token, refuse_foreign_requests
from lms_plugin.core.web.transactions import choose_transaction, forget_transaction
from lms_plugin.core.web.viewer import Display, find_viewer
from lms_plugin.drafts.services import find_home
from lms_plugin.grades import views as grades
from lms_plugin.grades.metrics import LedgerCollector
from lms_plugin.launches import admin as launch_log
from lms_plugin.launches import idle, notices, windows
from lms_plugin.launches import views as launches
from lms_plugin.launches.auth import init_auth
from lms_plugin.launches.refusals import RefusalLog
from lms_plugin.lti import views as lti
from lms_plugin.lti.access_tokens import AccessTokens
from lms_plugin.lti.keysets import KeySets
from lms_plugin.lti.verify import Verifier
from lms_plugin.placing import choosing
from lms_plugin.placing import views as placing
from lms_plugin.platforms.cache import RegistrationCache
from lms_plugin.platforms.services import list_tenants
from lms_plugin.preflight import shared as shared_check
from lms_plugin.preflight import views as preflight
from lms_plugin.progress import views as progress
from lms_plugin.quizzes import (
    accommodation_views,
    all_views,
    clock_views,
    own_levels_views,
    queue_views,
    reviewing,
    tries_views,
)
from lms_plugin.quizzes import views as quizzes
from lms_plugin.regrading import views as regrading
from lms_plugin.roster import unit_views
from lms_plugin.roster import views as roster

MAX_REQUEST = 2 * 1024 * 1024

BLUEPRINTS = (
    launches.front,
    lti.blueprint,
    notices.blueprint,
    launches.blueprint,
    windows.door,
    windows.blueprint,
    idle.blueprint,
    media.blueprint,
    grades.blueprint,
    progress.blueprint,
    quizzes.blueprint,
    all_views.blueprint,
    queue_views.blueprint,
    own_levels_views.blueprint,
    tries_views.blueprint,
    clock_views.blueprint,
    accommodation_views.blueprint,
    regrading.blueprint,
    analytics.blueprint,
    items_views.blueprint,
    roster.blueprint,
    unit_views.blueprint,
    placing.blueprint,
    choosing.blueprint,
    authoring.blueprint,
    *connecting.BLUEPRINTS,
    launch_log.blueprint,
    preflight.blueprint,
    shared_check.blueprint,
    accounts.blueprint,
    account.blueprint,
    administrators.blueprint,
    reviewing.blueprint,
)


def create_app(overrides: dict[str, Any] | None = None) -> Flask:
    """Make the application. `overrides` are settings by name (tests, the demo). Raises ConfigurationError."""
    settings = load_settings(overrides)
    settings.instance_path.mkdir(parents=True, exist_ok=True)
    app = Application("lms_plugin", instance_path=str(settings.instance_path))
    app.config.update(
        SECRET_KEY=settings.secret_key,
        MAX_CONTENT_LENGTH=MAX_REQUEST,
        MAX_FORM_MEMORY_SIZE=MAX_REQUEST,
        SQLALCHEMY_DATABASE_URI=settings.database_url,
        SQLALCHEMY_ENGINE_OPTIONS=_engine_options(settings.database_url),
    )
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.extensions["settings"] = settings
    # One reverse proxy may stand in front; the host it names is never used for addresses (PUBLIC_URL is).
    app.wsgi_app = ProxyFix(app.wsgi_app, x_for=1, x_proto=1, x_host=0)  # type: ignore[method-assign]
    observability.configure_logging(settings.log_level)
    _init_database(app)
    _init_protocol(app, settings)
    _init_web(app, settings)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    macros.share_macros(app)
    limits.init_limits(
        app,
        {
            "front.login": settings.login_rate,
            "front.launch": settings.launch_rate,
            "accounts.check_password": settings.admin_login_rate,
            "accounts.check_code": settings.admin_login_rate,
            "account.save_password": settings.admin_login_rate,
            "account.turn_second_factor_off": settings.admin_login_rate,
            "registration.show": settings.register_rate,
            "registration.register": settings.register_rate,
            "notices.receive": settings.launch_rate,
        },
    )
    return app


def _engine_options(url: str) -> dict[str, Any]:
    # Parameters are names and answers, and errors are logged.
    options: dict[str, Any] = {"pool_timeout": 5, "hide_parameters": True}
    if url.startswith("postgresql"):
        # No prepared names, so that pgbouncer in transaction mode fits.
        options |= {"connect_args": {"prepare_threshold": None}, "pool_size": 16, "max_overflow": 16}
        options["pool_reset_on_return"] = None  # core.db.base.prepare_postgresql does it
    return options


def _init_database(app: Flask) -> None:
    db.init_app(app)
    Migrate(app, db, directory=str(MIGRATIONS), render_as_batch=True)
    with app.app_context():
        prepare = prepare_sqlite if db.engine.dialect.name == "sqlite" else prepare_postgresql
        prepare(db.engine)


def _init_protocol(app: Flask, settings: Settings) -> None:
    outbound = Outbound(trial=settings.trial)
    registrations = RegistrationCache()

    def is_ours(address: str) -> bool:
        try:
            return origin_of(address) == settings.origin
        except ValueError:
            return False

    app.extensions["outbound"] = outbound
    app.extensions["registrations"] = registrations
    app.extensions["tokens"] = AccessTokens(outbound)
    app.extensions["key_sets"] = key_sets = KeySets(outbound)
    app.extensions["verifier"] = Verifier(settings.secret_key, registrations, key_sets, is_ours, settings.trial)
    app.extensions["refusals"] = RefusalLog()


def _init_web(app: Flask, settings: Settings) -> None:
    assets.init_assets(app)
    filters.init_filters(app)
    media.init_media(app)
    errors.init_errors(app)
    observability.init_observability(app, [LedgerCollector(app)])
    app.before_request(choose_transaction)
    app.teardown_request(forget_transaction)
    app.before_request(refuse_foreign_requests)
    init_auth(app)
    accounts_auth.init_auth(app)
    admin_pages.init_admin_pages(app)
    app.extensions["find_editable"] = find_home
    app.extensions["tenant_names"] = lambda: {row.id: row.name for row in list_tenants()}
    app.after_request(headers.add_headers)
    app.url_defaults(add_launch_id)
    app.jinja_env.globals["launch_csrf"] = lambda: launch_token(settings.secret_key, g.launch_id)

    app.jinja_env.globals["admin_token"] = lambda: admin_token(settings.secret_key, get_admin().session_id)

    @app.context_processor
    def page_basics() -> dict[str, Any]:
        viewer = find_viewer()
        return {
            "viewer": viewer,
            "display": viewer.display if viewer else Display(theme="device" if is_admin_request() else "light"),
            "admin": find_admin(),
            "trial": settings.trial,
            "title": viewer.title if viewer else settings.title,
            "now": datetime.now(UTC),
        }
