"""The administrators' pages of platforms, tenants and keys: registering, approving, changing, and how each stands."""
