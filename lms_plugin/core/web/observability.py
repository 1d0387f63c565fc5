"""Logs as one JSON object a line, liveness and readiness, and figures for Prometheus."""

import logging
import os
import sys
import time
from functools import cache
from typing import Any

import structlog
from flask import Blueprint, Flask, Response, g, jsonify, request
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client import REGISTRY as PROCESS_REGISTRY
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from lms_plugin.core.db.base import db
from lms_plugin.core.db.schema import schema_problem
from lms_plugin.core.web.faults import format_fault
from lms_plugin.core.web.reference import get_reference

REQUESTS = Counter("lms_plugin_requests", "Requests answered", ["endpoint", "method", "status"])
SECONDS = Histogram("lms_plugin_request_seconds", "Time to answer", ["endpoint"])

# A stranger may send any word as a method, and each label that Prometheus has seen is kept for good.
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})

log = structlog.get_logger()
health = Blueprint("health", __name__)


def configure_logging(level: str) -> None:
    """One JSON object a line on standard error. Ids only: never tokens, names or answers."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            format_fault,
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping().get(level, logging.INFO)),
        logger_factory=structlog.WriteLoggerFactory(sys.stderr),
        cache_logger_on_first_use=False,
    )


@health.get("/healthz")
def healthz() -> Response:
    """This process answers."""
    return jsonify(status="ok")


@health.get("/readyz")
def readyz() -> tuple[Response, int]:
    """The database answers, and is not older than this code."""
    problem = schema_problem(db.engine)
    if problem:
        return jsonify(status="not ready", problem=problem), 503
    return jsonify(status="ready"), 200


def init_observability(app: Flask, collectors: list[Collector]) -> None:
    """Count and time requests; `/metrics` answers those and what `collectors` read from the database."""
    app.register_blueprint(health)

    @app.get("/metrics", endpoint="health.metrics")
    def metrics() -> Response:
        registry = CollectorRegistry()
        if _several_processes():
            MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
        else:
            registry.register(PROCESS_REGISTRY)
        for collector in collectors:
            registry.register(collector)
        return Response(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)

    requests = log.bind()  # once: an unbound logger binds itself anew for every line

    @app.before_request
    def start_clock() -> None:
        g.began = time.perf_counter()

    @app.after_request
    def count(response: Response) -> Response:
        endpoint = request.endpoint or "none"
        method = request.method if request.method in METHODS else "other"
        seconds = time.perf_counter() - g.get("began", time.perf_counter())
        _counter(endpoint, method, response.status_code).inc()
        _histogram(endpoint).observe(seconds)
        if endpoint != "static" and not endpoint.startswith("health."):
            _log_request(requests, response, seconds)
        return response


# Looking up the labels costs more than counting.
@cache
def _counter(endpoint: str, method: str, status: int) -> Counter:
    return REQUESTS.labels(endpoint, method, status)


@cache
def _histogram(endpoint: str) -> Histogram:
    return SECONDS.labels(endpoint)


def _several_processes() -> bool:
    return "PROMETHEUS_MULTIPROC_DIR" in os.environ


def _log_request(log: Any, response: Response, seconds: float) -> None:
    """The rule instead of the address: addresses hold launch ids, queries hold hints."""
    fields: dict[str, Any] = {
        "rule": request.url_rule.rule if request.url_rule else None,
        "method": request.method[:20],
        "status": response.status_code,
        "ms": round(seconds * 1000, 1),
    }
    if response.status_code >= 400:
        fields["reference"] = get_reference()
    log.info("request", **fields)
