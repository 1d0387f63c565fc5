"""The blueprints of this room, complete: importing the modules adds their routes."""

from lms_plugin.connecting import deployments, hospital_grants, register, registration, signing_keys, tenants, views
from lms_plugin.connecting.web import blueprint

PAGES = (views, register, registration, deployments)  # all of them on one blueprint
BLUEPRINTS = (blueprint, signing_keys.blueprint, tenants.blueprint, hospital_grants.blueprint)
