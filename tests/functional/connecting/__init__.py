"""Stories of the administrators' pages of platforms."""
