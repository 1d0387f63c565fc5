"""Figures about the ledger for Prometheus, read from the database when asked."""

from collections.abc import Iterator
from datetime import UTC, datetime

from flask import Flask
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector
from sqlalchemy import func, select

from lms_plugin.core.db.base import db
from lms_plugin.grades.ledger import DUE
from lms_plugin.grades.models import Delivery


class LedgerCollector(Collector):
    """How many deliveries are in each state, and how long the oldest due one has waited."""

    def __init__(self, app: Flask) -> None:
        self._app = app

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """Two figures; two statements."""
        with self._app.app_context():
            states = db.session.execute(select(Delivery.state, func.count()).group_by(Delivery.state)).all()
            oldest = db.session.scalar(select(func.min(DUE.subquery().c.due_at)), {"now": datetime.now(UTC)})
        deliveries = GaugeMetricFamily("lms_plugin_deliveries", "Grades by state of delivery", labels=["state"])
        for state, count in states:
            deliveries.add_metric([state], count)
        yield deliveries
        waited = (datetime.now(UTC) - oldest).total_seconds() if oldest else 0.0
        yield GaugeMetricFamily("lms_plugin_oldest_due_seconds", "Age of the oldest due grade", value=max(0.0, waited))
