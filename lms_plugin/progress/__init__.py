"""The learner's path: outline, lessons, inline checks, completion, and the exact place to go on from."""
