"""Questions from other people's files and for them: plain text, Aiken and sheets, read into proposals and written."""
