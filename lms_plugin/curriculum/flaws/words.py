"""The words of a text: without Markdown, in sentences, and those that carry its meaning."""

import re

_LINK = re.compile(r"!?\[([^\[\]]*)\]\([^()\s]*\)")
_SLOT = re.compile(r"\{\{[^{}]*\}\}")
_MARKUP = re.compile(r"[*`>#]+|(?<!\w)_(?!_)|(?<!_)_(?!\w)")
_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
_SENTENCE = re.compile(r"(?<=[.?!:])[\"”']?\s+|\n\s*\n")
_COMMON = """
    about above after again against among another answer because before being below between could doing during
    every first following further having hospital itself least makes needs nurse other others ought patient people
    person right shall should since taken their theirs there these thing things those through under until using
    wants where whether which while whose within without would wrong yours
"""
_STOP = frozenset(_COMMON.split())
_ENDINGS = ("ing", "ies", "ied", "es", "ed", "s")


def plain(text: str) -> str:
    """A Markdown text as it reads, roughly: no marks, no addresses."""
    return _MARKUP.sub("", _SLOT.sub("…", _LINK.sub(r"\1", text))).strip()


def tokens(text: str) -> list[str]:
    """The words, in small letters."""
    return _WORD.findall(text.casefold())


def content_words(text: str) -> dict[str, str]:
    """The words of at least five letters that mean something: by their root, as they are written."""
    words = (word for word in _WORD.findall(text) if len(word) > 4 and word.casefold() not in _STOP)
    return {root(word): word for word in words}


def root(word: str) -> str:
    """A word without its usual endings: `photos` and `photo` are one."""
    word = word.casefold().removesuffix("'s").removesuffix("’s")
    ending = next((end for end in _ENDINGS if word.endswith(end) and len(word) - len(end) > 3), "")
    return word.removesuffix(ending).removesuffix("e")


def sentences(text: str) -> list[str]:
    """The sentences of a plain text."""
    return [part.strip() for part in _SENTENCE.split(text) if part and part.strip()]


def lead_in(stem: str) -> str:
    """The sentence that asks: the last with a question mark, or else the last."""
    found = sentences(stem)
    asking = [sentence for sentence in found if sentence.rstrip("\"”')").endswith("?")]
    return (asking or found or [""])[-1]


def syllables(word: str) -> int:
    """How many syllables an English word has, roughly."""
    groups = re.findall(r"[aeiouy]+", word)
    silent = word.endswith("e") and not word.endswith(("le", "ee"))
    return max(1, len(groups) - silent)


def reading_grade(text: str) -> float:
    """The school year that a text asks for, by Flesch and Kincaid; 0 for no words."""
    words = [word for word in tokens(text) if word.isascii() and not word[0].isdigit()]
    if not words:
        return 0
    spoken = sum(syllables(word) for word in words)
    return 0.39 * len(words) / max(1, len(sentences(text))) + 11.8 * spoken / len(words) - 15.59
