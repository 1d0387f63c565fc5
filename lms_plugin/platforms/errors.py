"""What can be wrong with a registration that somebody makes."""

from lms_plugin.errors import ConflictError, InvalidInputError, NotAllowedError, NotFoundError


class RegistrationExistsError(ConflictError):
    """(issuer, client_id) is there already."""

    title = "This platform is registered already"
    remedy = "See it with: lms-plugin platforms list"
    template = "lti/registration_failed.html"
    ask = "Ask the people who run this tool. They make such a link with: lms-plugin platforms invite --update"
    reason = "registration_exists"


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


class RegistrationNotFoundError(NotFoundError):
    """No such registration."""

    title = "There is no such registration"
    remedy = "See them with: lms-plugin platforms list"


class InvitationNotFoundError(NotFoundError):
    """Nothing that could be withdrawn, or no registration to invite for."""

    title = "There is no such invitation"
    remedy = "See the registrations with: lms-plugin platforms list"


INVITATION_WORDS = {
    "used": (
        "This link has been used",
        "A registration link is good once, and this one has registered an LMS already.",
        "If it was you, there is nothing to do: go back to your LMS and look at its list of tools.",
    ),
    "expired": (
        "This link has run out",
        "A registration link is good for some days only, and this one is older.",
        "Ask the people who run this tool for a new link.",
    ),
    "withdrawn": (
        "This link has been withdrawn",
        "The people who run this tool have made this link useless.",
        "Ask them for a new link.",
    ),
    "unknown": (
        "Registering needs an invitation",
        (
            "This page opens only with a registration link from the people who run this tool. The link is missing "
            "here, or part of it was lost."
        ),
        "Copy the whole link again, with all that follows the question mark, and paste it into your LMS.",
    ),
}


class InvitationRefusedError(NotAllowedError):
    """No open invitation: `state` is unknown, used, expired or withdrawn."""

    template = "lti/registration_failed.html"
    ask = "Ask the people who run this tool. They make a link with: lms-plugin platforms invite"

    def __init__(self, state: str) -> None:
        self.title, message, remedy = INVITATION_WORDS[state]
        super().__init__(message, remedy=f"{remedy} Nothing was registered or changed.")
        self.reason = f"invitation_{state}"


class InvitationBusyError(ConflictError):
    """Another request is registering with this link right now."""

    template = "lti/registration_failed.html"
    ask = "Ask the people who run this tool."
    reason = "invitation_busy"
    title = "This is being registered right now"
    remedy = "Wait two minutes. If your LMS does not show the tool by then, open the link there once more."
