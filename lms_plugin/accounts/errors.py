"""What can go wrong with an administrator's account."""

from lms_plugin.core.web.administrators import AdminNotAllowedError
from lms_plugin.errors import ConflictError, InvalidInputError, NotFoundError


class AdministratorExistsError(ConflictError):
    """The e-mail is taken."""

    title = "There is an account with this e-mail already"
    remedy = "See the accounts with: lms-plugin admins list"


class AdministratorNotFoundError(NotFoundError):
    """No account of that id or e-mail."""

    title = "There is no such account"
    remedy = "See the accounts with: lms-plugin admins list"


class SessionEndedError(NotFoundError):
    """A session to end that is not open any more, or somebody else's."""

    title = "That session has ended already"
    remedy = "Reload your account page."


class BadEmailError(InvalidInputError):
    """Not an e-mail address."""

    title = "That is not an e-mail address"
    remedy = "Write it as name@hospital.example."


class WeakPasswordError(InvalidInputError):
    """A password that others would guess."""

    title = "Choose another password"
    remedy = "Use 12 or more characters, such as four words that do not belong together."


class WrongPasswordError(AdminNotAllowedError):
    """The account's password was asked for once more, and was not right."""

    title = "That is not your password"
    remedy = "Type your password again."


class WrongCodeError(AdminNotAllowedError):
    """Not a code of this moment, or one that was used before."""

    title = "That code does not work"
    remedy = "Wait for the next code of your app, and type it within half a minute."


class RoleError(InvalidInputError):
    """A role and a hospital that do not fit."""

    title = "Role and hospital do not fit"
    remedy = "An operator looks after every hospital; an admin or officer belongs to one."


class LastOperatorError(ConflictError):
    """Nobody could let anybody in any more."""

    title = "This is the last operator"
    remedy = "Make another operator first."
