"""ID: issuer, audience, deployment, subject, and two platforms mixed up."""

import pytest

from tests.certification.other_platform import OtherPlatform
from tests.certification.rows import Change, accept, drop, put, refuse, refuse_claims, row
from tests.harness.house import House
from tests.unit.launches import desk


def suffixed(name: str, suffix: str) -> Change:
    return lambda claims: {**claims, name: claims[name] + suffix}


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        row("ID01", drop("iss"), "wrong_issuer"),
        row("ID02", put("iss", "https://unknown.example"), "wrong_issuer"),
        row("ID03", suffixed("iss", "/"), "wrong_issuer"),
        row("ID06", lambda claims: {**claims, "iss": [claims["iss"]]}, "wrong_issuer"),
        row("ID08", put("iss", None), "wrong_issuer"),
        row("ID09", drop("aud"), "wrong_audience"),
        row("ID10", put("aud", "another-client"), "wrong_audience"),
        row("ID11", put("aud", []), "wrong_audience"),
        row("ID12", put("aud", ["a", "b"]), "wrong_audience"),
        row("ID13", lambda claims: {**claims, "aud": [claims["aud"], "unknown"]}, "unknown_audience"),
        row("ID15", put("azp", "another-client"), "wrong_presenter"),
        row("ID17", lambda claims: {**claims, "aud": {claims["aud"]: True}}, "wrong_audience"),
        row("ID20", suffixed("aud", "-2"), "wrong_audience"),
        row("ID21", put("lti:deployment_id", "999"), "unknown_deployment"),
        row("ID22", put("lti:deployment_id", ""), "bad_deployment_id"),
        row("ID23", put("lti:deployment_id", ["1"]), "bad_deployment_id"),
        row("ID26", put("sub", ""), "bad_sub"),
        row("ID27", put("sub", "   "), "bad_sub"),
        row("ID28", put("sub", 7), "bad_sub"),
        row("ID29", put("sub", ["amara"]), "bad_sub"),
        row("ID31", put("sub", None), "bad_sub"),
        row("ID32", put("sub", "s" * 5000), "bad_sub"),
        row("ID33", put("sub", "amara\x00"), "bad_payload"),
    ],
)
def test_identity(house: House, change: Change, reason: str) -> None:
    refuse_claims(house, change, reason)


def test_the_other_platform_itself_may_launch(house: House, other: OtherPlatform) -> None:
    """Else the rows below would prove nothing."""
    browser = house.browser()
    begun = desk.begin(house, browser, iss=other.issuer, client_id=other.client_id)
    fields = {"state": begun.state, "id_token": other.sign(other.claims(begun.nonce))}
    accept(house, browser, lambda: desk.post_launch(house, browser, fields))


@pytest.mark.parametrize("reason", [row("ID40", "unknown_kid")])
def test_signed_with_the_other_platform_s_key(house: House, other: OtherPlatform, reason: str) -> None:
    browser = house.browser()
    begun = desk.begin(house, browser)
    fields = {"state": begun.state, "id_token": other.sign(desk.claims_for(house, begun.nonce))}
    refuse(house, browser, lambda: desk.post_launch(house, browser, fields), reason)
    own_kid = house.platform.platform.keys.current.kid
    fields["id_token"] = other.sign(desk.claims_for(house, begun.nonce), own_kid)
    refuse(house, browser, lambda: desk.post_launch(house, browser, fields), "bad_signature")


@pytest.mark.parametrize("reason", [row("ID41", "wrong_issuer")])
def test_the_other_platform_speaks_for_our_issuer(house: House, other: OtherPlatform, reason: str) -> None:
    browser = house.browser()
    begun = desk.begin(house, browser, iss=other.issuer, client_id=other.client_id)
    claims = other.claims(begun.nonce) | {"iss": house.platform.settings.issuer}
    fields = {"state": begun.state, "id_token": other.sign(claims)}
    refuse(house, browser, lambda: desk.post_launch(house, browser, fields), reason)


@pytest.mark.parametrize("reason", [row("ID42", "unknown_kid")])
def test_login_at_one_platform_token_of_the_other(house: House, other: OtherPlatform, reason: str) -> None:
    browser = house.browser()
    begun = desk.begin(house, browser)
    fields = {"state": begun.state, "id_token": other.sign(other.claims(begun.nonce))}
    refuse(house, browser, lambda: desk.post_launch(house, browser, fields), reason)
    # The other way round, with a key that the login's platform does have.
    back = desk.begin(house, browser, iss=other.issuer, client_id=other.client_id)
    fields = {"state": back.state, "id_token": other.sign(desk.claims_for(house, back.nonce))}
    refuse(house, browser, lambda: desk.post_launch(house, browser, fields), "wrong_issuer")


@pytest.mark.parametrize("reason", [row("ID43", "unknown_deployment")])
def test_the_other_platform_s_deployment(house: House, other: OtherPlatform, reason: str) -> None:
    refuse_claims(house, put("lti:deployment_id", other.deployment_id), reason)
