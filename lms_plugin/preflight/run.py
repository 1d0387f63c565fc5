"""Taking the steps, one after another. No database, no transaction: only the platform and the run's memory."""

from lms_plugin.preflight.kit import Kit, Step
from lms_plugin.preflight.steps.columns import clean_up
from lms_plugin.preflight.steps.table import STEPS
from lms_plugin.preflight.verdicts import StepResult


def run_steps(kit: Kit, steps: tuple[Step, ...] = STEPS) -> tuple[StepResult, ...]:
    """What each step found."""
    try:
        return tuple(_take(kit, step, number) for number, step in enumerate(steps, start=1))
    except Exception:
        clean_up(kit)  # a fault of ours is no reason to leave a column in somebody's gradebook
        raise


def _take(kit: Kit, step: Step, number: int) -> StepResult:
    finding = step.look(kit)
    return StepResult(
        number=number,
        key=step.key,
        title=step.title,
        verdict=finding.verdict,
        found=finding.found,
        means=finding.means,
        fix=finding.fix,
        exchanges=kit.wire.lap(),
    )
