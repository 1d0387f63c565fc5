"""How a file stands in review, for the person who looks at it."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from lms_plugin.authoring.colleagues import in_words, list_checkers, names_of
from lms_plugin.core.web.viewer import Viewer
from lms_plugin.drafts.choosing import who_changed
from lms_plugin.drafts.models import DraftReview
from lms_plugin.drafts.reviews import as_request, find_newest
from lms_plugin.drafts.rules import Bar, find_bar, find_bar_to_answer
from lms_plugin.drafts.states import CourseState
from lms_plugin.platforms.tenants import get_tenant


@dataclass(frozen=True, kw_only=True)
class Told:
    """A request that waits, or that was returned: by whom, when, and in which words."""

    id: UUID
    state: str
    who: str
    at: datetime
    words: str
    is_own: bool
    is_stale: bool = False


@dataclass(frozen=True, kw_only=True)
class Standing:
    """What this person may do. `authors`: those who changed it, in words. `checkers`: those who may check it; "" for
    nobody that we know."""

    needs_second_person: bool
    told: Told | None
    bar: Bar | None
    may_answer: bool
    has_changed: bool
    authors: str
    checkers: str


def tell(review: DraftReview | None, viewer: Viewer) -> Told | None:
    """The newest request of a file, if there is still something to say of it."""
    if review is None or review.state not in ("waiting", "returned"):
        return None
    is_waiting = review.state == "waiting"
    who = review.asked_by if is_waiting else review.answered_by
    request = as_request(review) if is_waiting else None
    return Told(
        id=review.id,
        state=review.state,
        who=names_of(viewer.tenant_id, [who])[who],
        at=review.asked_at if is_waiting else review.answered_at or review.asked_at,
        words=review.note if is_waiting else review.comment or "",
        is_own=who == viewer.user_id,
        is_stale=request is not None and request.is_stale,
    )


def tell_of(course: str, path: str, viewer: Viewer) -> Told | None:
    """The same by the file, for a page that says no more of it."""
    return tell(find_newest(viewer.tenant_id, course, path), viewer)


def stand(state: CourseState, path: str, paths: list[str], viewer: Viewer) -> Standing:
    """How publishing `paths` stands to this person."""
    newest = find_newest(viewer.tenant_id, state.key, path)
    request = as_request(newest) if newest is not None and newest.state == "waiting" else None
    changed_by = who_changed(state.chosen(paths), state.before)
    needs = get_tenant(viewer.tenant_id).needs_second_person
    bar = find_bar(viewer.user_id, needs_second_person=needs, changed_by=changed_by, request=request)
    barred = changed_by | ({request.asked_by} if request else set()) | {viewer.user_id}
    names = names_of(viewer.tenant_id, changed_by - {viewer.user_id})
    return Standing(
        needs_second_person=needs,
        told=tell(newest, viewer),
        bar=bar,
        may_answer=bar is None and find_bar_to_answer(viewer.user_id, request) is None,
        has_changed=viewer.user_id in changed_by,
        authors=in_words(sorted(names.values()), "and"),
        checkers=in_words(list_checkers(viewer.tenant_id, barred)),
    )
