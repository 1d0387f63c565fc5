"""Every setting of an installation: its name, meaning and default.

A setting is read from the environment (`LMS_PLUGIN_` + name), else from `instance/config.py`, else it has its default.
"""

import os
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from lms_plugin.errors import LmsPluginError

PREFIX = "LMS_PLUGIN_"
DEVELOPMENT_SECRET = "development-only-not-a-secret"  # noqa: S105 - refused by `serve`
PACKAGE = Path(__file__).parent


class ConfigurationError(LmsPluginError):
    """A setting is missing or cannot work; the message names it."""

    title = "The installation is not set up"
    remedy = "Correct the setting and start again. The README lists every setting."


@dataclass(frozen=True, kw_only=True)
class Settings:
    """One installation's settings. Secrets are kept out of `repr`, so no log line can hold one."""

    instance_path: Path
    secret_key: str
    key_secret: str
    public_url: str
    database_url: str
    database_migration_url: str
    courses_dir: Path
    media_store: Path
    media_url: str
    title: str
    timezone: str
    trial: bool
    log_level: str
    launch_log_days: int
    login_rate: int
    launch_rate: int
    admin_login_rate: int
    register_rate: int
    key_days: int

    def __repr__(self) -> str:
        return f"<Settings {self.public_url}>"

    @property
    def origin(self) -> str:
        """Scheme, host and port of the public address, as browsers write an origin."""
        parts = urlsplit(self.public_url)
        return f"{parts.scheme}://{parts.netloc}"

    def problems(self) -> list[str]:
        """What must be put right before this installation may serve people; empty when ready."""
        found = []
        for name in ("secret_key", "key_secret"):
            value = getattr(self, name)
            if value == DEVELOPMENT_SECRET or len(value) < 32:
                found.append(
                    f"{PREFIX}{name.upper()} is not set to a secret of at least 32 characters. "
                    'Make one with: python3 -c "import secrets; print(secrets.token_urlsafe(48))"'
                )
        if self.secret_key == self.key_secret != DEVELOPMENT_SECRET:
            found.append(f"{PREFIX}KEY_SECRET must differ from {PREFIX}SECRET_KEY, so that one may change alone.")
        if not self.trial and urlsplit(self.public_url).scheme != "https":
            found.append(
                f"{PREFIX}PUBLIC_URL is {self.public_url}, which is not https. LMSs and browsers need https; "
                f"for a trial on this machine alone set {PREFIX}TRIAL=1."
            )
        return found


def _source_courses() -> Path:
    """The shipped courses: inside the wheel, or beside the package in a checkout."""
    packaged = PACKAGE / "courses"
    return packaged if packaged.is_dir() else PACKAGE.parent / "courses"


def _read_instance_file(path: Path) -> dict[str, Any]:
    file = path / "config.py"
    if not file.is_file():
        return {}
    values: dict[str, Any] = {}
    exec(compile(file.read_text(encoding="utf-8"), str(file), "exec"), values)  # noqa: S102 - the operator's own file
    return {name: value for name, value in values.items() if name.isupper()}


def _truth(value: object, name: str) -> bool:
    text = str(value).strip().lower()
    if text in {"1", "true", "yes", "on"}:
        return True
    if text in {"", "0", "false", "no", "off"}:
        return False
    raise ConfigurationError(f"{PREFIX}{name} is {value!r}. Write 1 or 0.")


def _number(value: object, name: str, *, least: int) -> int:
    text = str(value).strip()
    if not text.isdecimal() or len(text) > 9 or int(text) < least:
        raise ConfigurationError(f"{PREFIX}{name} is {value!r}. Write a whole number, {least} or more.")
    return int(text)


def _address(value: str, name: str) -> str:
    """The address as browsers write an origin: host in lower case, no port where it is the scheme's own. None is ""."""
    if not value and name == "MEDIA_URL":
        return ""
    refusal = ConfigurationError(
        f"{PREFIX}{name} is {value!r}. Write the scheme and host alone, such as https://learning.example.org."
    )
    try:
        parts = urlsplit(value)
        port = parts.port
    except ValueError as error:
        raise refusal from error
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.username is not None:
        raise refusal
    if parts.path not in {"", "/"} or parts.query or parts.fragment:
        raise refusal
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    usual = port in {None, {"http": 80, "https": 443}[parts.scheme]}
    return f"{parts.scheme}://{host}" if usual else f"{parts.scheme}://{host}:{port}"


def is_timezone(name: str) -> bool:
    """Whether there is a time zone of that name."""
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):  # OSError: a folder of zones, such as America
        return False
    return True


def load_settings(overrides: dict[str, Any] | None = None) -> Settings:
    """Gather the settings. `overrides` (tests, `demo`) win over the environment. Raises ConfigurationError."""
    overrides = overrides or {}
    known = {field.name.upper() for field in fields(Settings)}
    if unknown := set(overrides) - known:
        raise ConfigurationError(f"Unknown settings: {', '.join(sorted(unknown))}.")
    instance = Path(overrides.get("INSTANCE_PATH") or os.environ.get(f"{PREFIX}INSTANCE_PATH") or "instance").absolute()
    file = _read_instance_file(instance)

    def get(name: str, default: Any) -> Any:
        return overrides.get(name, os.environ.get(PREFIX + name, file.get(name, default)))

    database_url = str(get("DATABASE_URL", f"sqlite:///{instance / 'lms-plugin.sqlite'}"))
    timezone = str(get("TIMEZONE", "America/Chicago"))
    if not is_timezone(timezone):
        raise ConfigurationError(f"{PREFIX}TIMEZONE is {timezone!r}. Write a name such as America/Chicago.")
    trial = _truth(get("TRIAL", False), "TRIAL")
    return Settings(
        instance_path=instance,
        secret_key=str(get("SECRET_KEY", DEVELOPMENT_SECRET)),
        key_secret=str(get("KEY_SECRET", DEVELOPMENT_SECRET)),
        public_url=_address(str(get("PUBLIC_URL", "http://localhost:8000")), "PUBLIC_URL"),
        database_url=database_url,
        database_migration_url=str(get("DATABASE_MIGRATION_URL", database_url)),
        courses_dir=Path(get("COURSES_DIR", _source_courses())),
        media_store=Path(get("MEDIA_STORE", instance / "media")).absolute(),
        media_url=_address(str(get("MEDIA_URL", "")), "MEDIA_URL"),
        title=str(get("TITLE", "Learning tool")),
        timezone=timezone,
        trial=trial,
        log_level=str(get("LOG_LEVEL", "INFO")).upper(),
        launch_log_days=_number(get("LAUNCH_LOG_DAYS", 30), "LAUNCH_LOG_DAYS", least=1),
        # A brake, not a fence: the busiest hour of 100 000 people behind one address (50 launches a second, each with
        # up to two logins) must pass. In a trial everybody has the same address, so there it is off.
        login_rate=_number(get("LOGIN_RATE", 0 if trial else 6000), "LOGIN_RATE", least=0),
        launch_rate=_number(get("LAUNCH_RATE", 0 if trial else 3000), "LAUNCH_RATE", least=0),
        admin_login_rate=_number(get("ADMIN_LOGIN_RATE", 30), "ADMIN_LOGIN_RATE", least=0),
        # Here a fence: an administrator opens the page a few times, a guesser of links or a probe for hosts very often.
        register_rate=_number(get("REGISTER_RATE", 0 if trial else 20), "REGISTER_RATE", least=0),
        key_days=_number(get("KEY_DAYS", 180), "KEY_DAYS", least=0),
    )
