"""The whole system on one machine: a simulated team's days, the worker that judges them, a manager, a view."""
