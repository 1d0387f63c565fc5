"""The steps of a preflight: each looks at one thing and says what it found, what that means, and what to change."""
