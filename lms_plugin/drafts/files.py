"""The files of a hospital's own courses: finding them, and changing one under its lock. The caller commits."""

from collections.abc import Callable
from datetime import datetime
from hashlib import sha256
from uuid import UUID

from sqlalchemy import delete, exists, select

from lms_plugin.core.audit.services import Person
from lms_plugin.core.db.base import db
from lms_plugin.core.db.ids import new_id
from lms_plugin.curriculum.blocks.question_files import QuestionFileText
from lms_plugin.curriculum.blocks.splitting import split_file
from lms_plugin.curriculum.files import MAX_BYTES
from lms_plugin.drafts.errors import DraftNotFoundError, NothingToUndoError, TooMuchError
from lms_plugin.drafts.models import Draft, DraftAct
from lms_plugin.drafts.places import is_question_file
from lms_plugin.drafts.sections import follow

KEPT_ACTS = 50
MAX_QUESTIONS = 2_000
PARTS = 2  # files that one act changes where it changes more than one
LOCKED_IN_ORDER = (Draft.course_key, Draft.path)  # so that two who move between the same files never wait on each other


def digest_of(text: str) -> str:
    """SHA-256 of a text; 64 hexadecimal digits. What an author began from is told by it."""
    return sha256(text.encode()).hexdigest()


def get_draft(tenant_id: UUID, course_key: str, path: str, *, lock: bool = False) -> Draft:
    """A file of this hospital. Raises DraftNotFoundError."""
    statement = select(Draft).where(Draft.tenant_id == tenant_id, Draft.course_key == course_key, Draft.path == path)
    if lock:
        statement = statement.with_for_update().execution_options(populate_existing=True)
    draft = db.session.scalar(statement)
    if draft is None:
        raise DraftNotFoundError("There is no such file.")
    return draft


def is_own_file(tenant_id: UUID, course_key: str, path: str) -> bool:
    """Whether a hospital writes this file itself."""
    statement = exists().where(Draft.tenant_id == tenant_id, Draft.course_key == course_key, Draft.path == path)
    return bool(db.session.scalar(select(statement)))


def list_drafts(tenant_id: UUID, course_key: str | None = None) -> list[Draft]:
    """The files of a hospital, or of one of its courses, by path."""
    statement = select(Draft).where(Draft.tenant_id == tenant_id).order_by(Draft.course_key, Draft.path)
    return list(
        db.session.scalars(statement if course_key is None else statement.where(Draft.course_key == course_key))
    )


def add_draft(author: Person, course_key: str, path: str, text: str, *, now: datetime) -> Draft:
    """A new file."""
    draft = Draft(
        id=new_id(),
        tenant_id=author.tenant_id,
        course_key=course_key,
        path=path,
        text=text,
        edited_by=author.user_id,
        edited_at=now,
        changed_by=[] if author.user_id is None else [str(author.user_id)],
    )
    db.session.add(draft)
    db.session.flush()
    return draft


def change_file(
    author: Person,
    course_key: str,
    path: str,
    what: str | Callable[[QuestionFileText], str],
    change: Callable[[QuestionFileText], QuestionFileText],
    *,
    now: datetime,
    together: UUID | None = None,
) -> Draft:
    """Change a file of questions under its lock; `what` says so in the list of acts, and may be a function of the file
    before the change. Nothing is noted for no change.

    What a quiz lists in its sections follows its questions. Acts on two files are `together` one act.
    Raises TooMuchError and DraftNotFoundError, also for a lesson.
    """
    if not is_question_file(path):
        raise DraftNotFoundError("There is no such quiz.")

    def change_all(text: str) -> tuple[str, str]:
        before = split_file(text)
        after = follow(before, change(before)).text
        return after, what if isinstance(what, str) else what(before)

    return _change(author, course_key, path, change_all, now=now, together=together)


def change_text(
    author: Person,
    course_key: str,
    path: str,
    what: str,
    change: Callable[[str], str],
    *,
    now: datetime,
    together: UUID | None = None,
) -> Draft:
    """The same for the text of any file. Raises TooMuchError and DraftNotFoundError."""
    return _change(author, course_key, path, lambda text: (change(text), what), now=now, together=together)


def _change(
    author: Person,
    course_key: str,
    path: str,
    change: Callable[[str], tuple[str, str]],
    *,
    now: datetime,
    together: UUID | None,
) -> Draft:
    """`change` gives the new text, and what the act is called."""
    draft = get_draft(author.tenant_id, course_key, path, lock=True)
    before, (after, what) = draft.text, change(draft.text)
    if after == before:
        return draft
    if len(after.encode()) > MAX_BYTES:
        raise TooMuchError("A quiz may hold 1 MiB of text.")
    act = DraftAct(
        id=new_id(),
        draft_id=draft.id,
        what=what,
        text_before=before,
        digest_after=digest_of(after),
        together=together,
        made_by=author.user_id,
        made_at=now,
    )
    db.session.add(act)
    _put(draft, after, author, now)
    db.session.flush()
    _forget_acts(draft)
    return draft


def _put(draft: Draft, text: str, author: Person, now: datetime) -> None:
    draft.text, draft.edited_by, draft.edited_at = text, author.user_id, now
    if author.user_id is not None:
        draft.changed_by = sorted({*draft.changed_by, str(author.user_id)})


def last_act(draft: Draft) -> DraftAct | None:
    """The act that made the text what it is now; None where it cannot be undone, in each file that it changed."""
    act = _newest_act(draft)
    if act is None or act.together is None:
        return act
    return act if len(_undoable_with(act)) == PARTS else None


def own_last_act(draft: Draft, user_id: UUID) -> DraftAct | None:
    """The last act, where this person did it: what is undone is kept nowhere, so that one undoes one's own alone."""
    act = last_act(draft)
    return act if act is not None and act.made_by == user_id else None


def _newest_act(draft: Draft) -> DraftAct | None:
    statement = select(DraftAct).where(DraftAct.draft_id == draft.id).order_by(DraftAct.id.desc()).limit(1)
    act = db.session.scalar(statement)
    return act if act is not None and act.digest_after == digest_of(draft.text) else None


def _undoable_with(act: DraftAct, *, lock: bool = False) -> list[tuple[Draft, DraftAct]]:
    """The acts that are one with this one, itself among them, each with its file; those that nothing came after."""
    acts = select(DraftAct.draft_id).where(DraftAct.together == act.together)
    statement = select(Draft).where(Draft.id.in_(acts)).order_by(*LOCKED_IN_ORDER)
    if lock:
        statement = statement.with_for_update().execution_options(populate_existing=True)
    found = [(draft, _newest_act(draft)) for draft in db.session.scalars(statement)]
    return [(draft, each) for draft, each in found if each is not None and each.together == act.together]


def undo(author: Person, course_key: str, path: str, act_id: UUID, *, now: datetime) -> Draft:
    """Take back the last act, if it still is `act_id`, in each file that it changed, and one's own: what is undone is
    kept nowhere. Raises NothingToUndoError."""
    draft = get_draft(author.tenant_id, course_key, path)
    act = db.session.scalar(select(DraftAct).where(DraftAct.id == act_id, DraftAct.draft_id == draft.id))
    if act is None or act.made_by != author.user_id:
        raise NothingToUndoError("Something else was done since.")
    if act.together is None:
        draft = get_draft(author.tenant_id, course_key, path, lock=True)
        newest = _newest_act(draft)
        parts = [(draft, newest)] if newest is not None and newest.id == act_id else []
    else:
        parts = _undoable_with(act, lock=True)
    if len(parts) != (1 if act.together is None else PARTS):
        raise NothingToUndoError("Something else was done since.")
    for each, its_act in parts:
        _put(each, its_act.text_before, author, now)
        db.session.delete(its_act)
    db.session.flush()
    return draft


def _forget_acts(draft: Draft) -> None:
    """Keep the last acts alone: each has the whole text before it, and a form that is typed in makes many."""
    acts = select(DraftAct.id).where(DraftAct.draft_id == draft.id).order_by(DraftAct.id.desc())
    oldest = acts.offset(KEPT_ACTS - 1).limit(1).scalar_subquery()
    db.session.execute(delete(DraftAct).where(DraftAct.draft_id == draft.id, DraftAct.id < oldest))
