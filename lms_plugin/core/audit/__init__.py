"""The audit trail: what was done, by whom, in which order; rows are added and never changed."""
