"""How the platform refuses: a status and plain words, for a page, a service or an OAuth answer."""


class PlatformError(Exception):
    """Bad input. `message` never repeats what was sent, but for the names of parameters."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.message = message


class TokenError(Exception):
    """An error answer of the token endpoint (RFC 6749, section 5.2)."""

    def __init__(self, code: str, description: str) -> None:
        super().__init__(description)
        self.code = code
        self.description = description


class AuthError(Exception):
    """An error that the tool hears at its redirect URI (OpenID Connect Core, section 3.1.2.6)."""

    def __init__(self, code: str, description: str) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
