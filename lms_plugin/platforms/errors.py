"""What can be wrong with a registration that somebody makes."""

from lms_plugin.errors import ConflictError, InvalidInputError, NotFoundError


class RegistrationExistsError(ConflictError):
    """(issuer, client_id) is there already."""

    title = "This platform is registered already"
    remedy = "See it with: lms-plugin platforms list"


class BadAddressError(InvalidInputError):
    """An address of the platform that we would never be able to use."""

    title = "That address cannot work"


class BadTimezoneError(InvalidInputError):
    """No time zone of that name."""

    title = "That time zone is not known"
    remedy = "Write a name such as America/Chicago."


class TenantChoiceError(InvalidInputError):
    """There are several hospitals, and none was named; or the one named is not there."""

    title = "Which hospital is it for"


class TenantNotFoundError(NotFoundError):
    """No tenant of that name."""

    title = "There is no hospital of that name"
    remedy = "See them with: lms-plugin tenants list"


class DeploymentNotFoundError(NotFoundError):
    """No such deployment at this registration."""

    title = "There is no such deployment"
    remedy = "See them with: lms-plugin platforms list"
