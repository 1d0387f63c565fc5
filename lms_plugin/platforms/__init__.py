"""WHO may launch us: tenants, registrations, deployments and our own keys."""
