"""Looking for questions in all the files of a hospital: by words, kind, tag, objective and file."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256

from lms_plugin.authoring.editing import title_of
from lms_plugin.authoring.glancing import Glance, glance, has_words
from lms_plugin.curriculum.blocks.question_files import Block, QuestionFileText
from lms_plugin.curriculum.blocks.splitting import split_file
from lms_plugin.curriculum.first_words import first_words
from lms_plugin.curriculum.yaml_files import UnreadableError

PER_PAGE = 25
MOST = 200  # questions taken at once


@dataclass(frozen=True)
class Source:
    """A quiz or bank whose questions may be taken; `shelf` is what its course is called."""

    course: str
    path: str
    text: str
    shelf: str = ""


@dataclass(frozen=True)
class Search:
    """What is looked for; empty fields are not asked about. `where` is `course/path` of a file."""

    words: str = ""
    kind: str = ""
    tag: str = ""
    objective: str = ""
    where: str = ""
    page: int = 1


@dataclass(frozen=True)
class Candidate:
    """A question that may be taken. `id` names it in a form."""

    id: str
    source: Source
    title: str
    block: Block

    @property
    def words(self) -> str:
        """What it is known by."""
        return first_words(self.block.data) or self.block.key or ""


@lru_cache(maxsize=256)  # a text never changes: files that nobody edits are taken apart once
def _parts(text: str) -> QuestionFileText | None:
    try:
        return split_file(text)
    except UnreadableError:
        return None


@lru_cache(maxsize=256)
def _title(text: str, path: str) -> str:
    file = _parts(text)
    return title_of(file, path) if file is not None else path


def title_of_source(source: Source) -> str:
    """What a file is called."""
    return _title(source.text, source.path)


def candidates(sources: Iterable[Source]) -> Iterator[Candidate]:
    """Every question of the files that is still asked."""
    for source in sources:
        file = _parts(source.text)
        for block in file.blocks if file is not None else ():
            if block.key is not None and not ("retired" in block.text and glance(block.text).is_retired):
                yield Candidate(_id(source, block.key), source, title_of_source(source), block)


def _id(source: Source, key: str) -> str:
    return sha256(f"{source.course}\0{source.path}\0{key}".encode()).hexdigest()[:12]


def find(sources: Sequence[Source], search: Search) -> list[Candidate]:
    """The questions that have every word and all else that is asked, in the order of their files."""
    words = search.words.casefold().split()
    tag, objective = search.tag.strip().casefold(), search.objective.strip().casefold()
    chosen = [each for each in sources if search.where in ("", f"{each.course}/{each.path}")]
    return [each for each in candidates(chosen) if _fits(each, words, search.kind, tag, objective)]


def _fits(candidate: Candidate, words: Sequence[str], kind: str, tag: str, objective: str) -> bool:
    text = candidate.block.text
    # What is not in the text at all is not looked at closely.
    if kind not in text or not has_words(text, words) or tag not in text.casefold():
        return False
    return not (kind or tag or objective) or _is(glance(text), kind, tag, objective)


def _is(seen: Glance, kind: str, tag: str, objective: str) -> bool:
    return kind in ("", seen.kind) and (not tag or tag in seen.tags) and objective in ("", seen.objective)


def by_id(sources: Sequence[Source], ids: Sequence[str]) -> Mapping[str, Candidate]:
    """The questions that were chosen, in the order of their files; what is gone meanwhile is left out."""
    wanted = set(ids)
    return {each.id: each for each in candidates(sources) if each.id in wanted}
