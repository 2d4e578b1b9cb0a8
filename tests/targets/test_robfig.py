"""The table of what robfig/cron does, against robfig/cron itself: a version that behaves otherwise is noticed here."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import takewhile
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from support_compile import AS_OF
from support_robfig import DEVIATIONS, SINCE, Engine, Question, build, random_questions
from support_targets import objects, sample
from tenantry.model.compiled import Compiled
from tenantry.pipeline import compile_snapshot
from tenantry.schedule.cron import parse_cron
from tenantry.schedule.engines import ENGINES
from tenantry.schedule.engines.deviation import deviations
from tenantry.schedule.fires import fires
from tenantry.schedule.zones import zone
from tenantry.source import read_worktree

pytestmark = pytest.mark.consumer
TARGETS = ("argo-workflows", "kubernetes")
GOLDEN = Path(__file__).resolve().parents[1] / "golden" / "config"
ROBFIG = ENGINES["robfig"]


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    return build(tmp_path_factory.mktemp("robfig"))


def golden() -> Compiled:
    snapshot, found = read_worktree(GOLDEN)
    return compile_snapshot(snapshot, as_of=AS_OF, found=found, only=TARGETS)


def rendered(result: Compiled, target: str) -> Iterator[Question]:
    """What stands in each scheduler's object, for two years."""
    by_id = {installation.id: installation.schedule for installation in result.installations}
    for each in objects(result, target):
        if each["kind"] in ("CronJob", "CronWorkflow"):
            declared = by_id[each["metadata"]["annotations"]["tenantry.io/tenant"]]
            spec = each["spec"]
            crons, zone = spec.get("schedules", [spec.get("schedule")]), spec.get("timezone", spec.get("timeZone"))
            assert zone == declared.timezone
            for cron in crons:
                yield Question(cron, declared.meaning, zone, AS_OF, AS_OF + timedelta(days=731))


def told(question: Question) -> tuple[datetime, ...]:
    """What our table says."""
    known = zone(question.zone)
    assert known is not None
    assert ROBFIG.between is not None
    return tuple(ROBFIG.between(question.schedule, known, question.start, question.until))


def asked(cron: str, zone_name: str, start: str, *, days: int) -> Question:
    schedule, _ = parse_cron(cron, key="", days=None)
    assert schedule is not None
    first = datetime.fromisoformat(start).replace(tzinfo=UTC)
    return Question(schedule.cron[0], schedule, zone_name, first, first + timedelta(days=days))


@pytest.mark.parametrize("target", TARGETS)
def test_all_that_is_rendered_fires_as_the_table_says(engine: Engine, target: str) -> None:
    questions = [*rendered(golden(), target)]
    if target == "kubernetes":
        questions += rendered(sample(), target)
    answers = engine.ask(questions)
    assert len(answers) == len(questions) > 5
    for question, answer in zip(questions, answers, strict=True):
        assert answer.error == ""
        assert answer.fires == told(question), question


@pytest.mark.parametrize("seed", range(3))
def test_random_expressions_fire_as_the_table_says(engine: Engine, seed: int) -> None:
    questions = list(random_questions(seed, 120))
    answers = engine.ask(questions)
    assert len(answers) == len(questions)
    for question, answer in zip(questions, answers, strict=True):
        assert answer.error == ""
        assert answer.fires == told(question), question


def test_calm_times_fire_as_they_are_meant(engine: Engine) -> None:
    questions = [
        Question(each.cron, each.schedule, "Asia/Tokyo", each.start, each.until) for each in random_questions(9, 200)
    ]
    for question, answer in zip(questions, engine.ask(questions), strict=True):
        meant = fires(question.schedule, question.zone, start=question.start)
        assert list(answer.fires) == [at for at, _ in zip(meant, answer.fires, strict=False)]


@pytest.mark.parametrize("cron", ["0 0 * * 7", "0 0 L * *", "99 0 * * *", "0 0 * * 5-7", "0 24 * * *"])
def test_the_engine_refuses_what_we_never_render(engine: Engine, cron: str) -> None:
    question = asked("0 0 * * *", "UTC", "2026-01-01", days=1)
    (answer,) = engine.ask([Question(cron, question.schedule, "UTC", question.start, question.until)])
    assert answer.error


@pytest.mark.parametrize(("cron", "zone_name", "told_of"), DEVIATIONS)
def test_warnings_name_the_dates_on_which_the_engine_deviates(
    engine: Engine, cron: str, zone_name: str, told_of: tuple[str, ...]
) -> None:
    question = asked(cron, zone_name, SINCE, days=731)
    found = deviations(question.schedule, zone_name, "robfig", since=question.start)
    assert tuple(f"{each.date} {each.kind}" for each in found) == told_of
    for each in found:
        near = around(question, each.date)
        due = takewhile(lambda at: at <= near.until, fires(near.schedule, zone_name, start=near.start))  # noqa: B023
        differ = set(due).symmetric_difference(engine.ask([near])[0].fires)
        assert min(differ).astimezone(ZoneInfo(zone_name)).date().isoformat() == each.date


def around(question: Question, date: str) -> Question:
    """The days before a date, and the date."""
    day = datetime.fromisoformat(date).replace(tzinfo=UTC)
    return replace(question, start=day - timedelta(days=10), until=day + timedelta(days=1))


def test_it_never_gets_over_a_day_that_a_zone_skipped(engine: Engine) -> None:
    question = asked("0 12 * * 6", "Pacific/Apia", "2011-12-25", days=30)
    (answer,) = engine.ask([question])
    assert not answer.ended
    (found,) = deviations(question.schedule, question.zone, "robfig", since=question.start)
    assert (found.date, found.kind) == ("2011-12-31", "skipped")
