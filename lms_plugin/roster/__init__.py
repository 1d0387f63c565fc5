"""WHO learns: people, courses of the LMS, memberships, resource links."""
