"""For each mechanism a short life of a body, up to acts that break its rule, and past them: `EVERY`, by mechanism."""

from tests.body.mechanisms import matters, people, scenes, standing

MODULES = (matters, people, standing)
EVERY = scenes.SCENARIOS
