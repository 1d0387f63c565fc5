"""All steps, in the order in which they are taken and shown."""

from lms_plugin.preflight.kit import Step
from lms_plugin.preflight.steps import addresses, arrivals, columns, permissions, roster
from lms_plugin.preflight.steps.permissions import ask_for

STEPS = (
    Step("address", "Our own address", addresses.look_at_our_address),
    Step("key_set", "Their keys", addresses.look_at_their_keys),
    Step("login", "Login", addresses.look_at_their_login),
    Step("launch", "Launch", arrivals.look_at_launches),
    Step("token_grades", "Token for grades", ask_for(permissions.GRADES)),
    Step("token_results", "Token for reading grades back", ask_for(permissions.RESULTS)),
    Step("token_columns", "Token for grade columns", ask_for(permissions.COLUMNS)),
    Step("token_roster", "Token for the roster", ask_for(permissions.ROSTER)),
    Step("our_keys", "Our keys", permissions.look_at_our_keys),
    Step("clocks", "Clocks", arrivals.look_at_clocks),
    Step("roster", "Roster", roster.look_at_roster),
    Step("column", "Grade column", columns.make_column),
    Step("score", "Test score", columns.send_test_score),
    Step("result", "Grade read back", columns.read_test_score),
    Step("clean_up", "Clean-up", columns.clean_up),
    Step("deep_linking", "Deep linking", arrivals.look_at_deep_linking),
    Step("cookies", "Cookies in a frame", arrivals.look_at_cookies),
)
