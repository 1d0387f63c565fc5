"""What can go wrong when a file is edited in parts."""


class NoBlockError(LookupError):
    """No question or case of the file has this key."""

    def __init__(self, key: str) -> None:
        super().__init__(f"no question '{key}'")
        self.key = key


class UnwritableError(ValueError):
    """The data hold something that a file of the format cannot say, or the text is no place for them."""
