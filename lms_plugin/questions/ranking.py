"""Shuffling that depends on a seed and keys alone, so that neither file order nor a library's generator matters."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Ranking:
    """The shuffles of one attempt. `seed` is 64 random bits as hexadecimal text, stored with the attempt."""

    seed: str

    def rank(self, purpose: str, key: str) -> str:
        """SHA-256 of `seed:purpose:key`: the place of a key among the others of its purpose."""
        return hashlib.sha256(f"{self.seed}:{purpose}:{key}".encode()).hexdigest()

    def order(self, purpose: str, keys: Iterable[str]) -> list[str]:
        """The keys in the order of their ranks."""
        return sorted(keys, key=lambda key: self.rank(purpose, key))
