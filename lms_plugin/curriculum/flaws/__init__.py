"""Item-writing flaws: what lets a test-wise learner guess, or makes a nurse who knows stumble. Pure, over specs."""

from lms_plugin.curriculum.flaws.across import find_flaws_across
from lms_plugin.curriculum.flaws.flaw import Flaw
from lms_plugin.curriculum.flaws.rules import find_flaws

__all__ = ["Flaw", "find_flaws", "find_flaws_across"]
