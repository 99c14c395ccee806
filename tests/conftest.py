"""The same examples on every machine, and no limit of time on any: what a test finds must not depend on its speed."""

from hypothesis import HealthCheck, settings

settings.register_profile(
    "everywhere", deadline=None, derandomize=True, database=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("everywhere")
