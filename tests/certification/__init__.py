"""Good and bad launches through HTTP, by the ids of the team's table of cases."""
