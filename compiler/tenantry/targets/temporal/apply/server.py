"""The schedules of a server and what becomes of them. Imports the SDK: only for when something is applied."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final
from uuid import uuid4

from temporalio.api.workflowservice.v1 import (
    CreateScheduleRequest,
    DeleteScheduleRequest,
    DescribeScheduleRequest,
    DescribeScheduleResponse,
    ListSchedulesRequest,
    UpdateScheduleRequest,
)
from temporalio.client import Client
from temporalio.service import RPCError, RPCStatusCode

from tenantry.errors import ExternalError
from tenantry.model.progress import counter
from tenantry.targets.applying import Change, Survey
from tenantry.targets.temporal.apply.wire import Wanted, differing, memo, text
from tenantry.targets.temporal.render import DIGEST, OWNER, TENANT

_AT_ONCE: Final = 16
"""Requests under way at a time."""
_TIMEOUT: Final = timedelta(seconds=20)
"""For one request with its retries, of which the SDK makes up to ten in ten seconds."""
_PAGE: Final = 500
_LOST: Final = (RPCStatusCode.UNAVAILABLE, RPCStatusCode.DEADLINE_EXCEEDED, RPCStatusCode.CANCELLED)
_LOOKS: Final = 10
"""How often an update is looked for: the server takes it in before it has effect."""


@dataclass(frozen=True, slots=True)
class _Standing:
    """What is known of one name: the change that is due, that there is none, or whose it is instead."""

    change: Change | None = None
    owned: bool = False
    foreign: bool = False
    owner: str | None = None


class Server:
    """A connected server; `wanted` are the declared schedules by id."""

    def __init__(
        self, client: Client, runner: asyncio.Runner, *, owner: str, wanted: Mapping[str, Wanted]
    ) -> None:  # fmt: skip
        self.address = client.service_client.config.target_host
        self.namespace = client.namespace
        self._service = client.workflow_service
        self._runner = runner
        self._owner = owner
        self._wanted = wanted

    def survey(self) -> Survey:
        """Looks at every declared id, and at every schedule that carries our name."""
        with self._failures():
            return self._runner.run(self._survey())

    def carry_out(self, changes: Sequence[Change], done: Callable[[Change], None]) -> None:
        """Makes the changes, several at a time."""
        with self._failures():
            self._runner.run(self._carry_out(changes, done))

    async def _survey(self) -> Survey:
        listed = [name async for name in self._listed()]
        names = sorted({*self._wanted, *listed})
        found = dict(zip(names, await _gathered("looking at schedules", self._standing, names), strict=True))
        changes = [each.change for each in found.values() if each.change is not None]
        return Survey(
            owned=sum(each.owned for each in found.values()),
            unchanged=sum(each.owned and each.change is None for each in found.values()),
            changes=changes,
            foreign={name: each.owner for name, each in found.items() if each.foreign},
        )

    async def _listed(self) -> AsyncIterator[str]:
        """Ids of the schedules that carry our name. The list may lag behind; each is looked at again."""
        token = b""
        while True:
            request = ListSchedulesRequest(
                namespace=self.namespace, maximum_page_size=_PAGE, next_page_token=token
            )  # fmt: skip
            page = await self._service.list_schedules(request, retry=True, timeout=_TIMEOUT)
            for entry in page.schedules:
                if text(entry.memo, OWNER) == self._owner:
                    yield entry.schedule_id
            token = page.next_page_token
            if not token:
                return

    async def _standing(self, name: str) -> _Standing:
        there, wanted = await self._described(name), self._wanted.get(name)
        if there is None:
            change = None if wanted is None else Change(action="create", tenant=wanted.tenant, name=name)
            return _Standing(change)
        owner = text(there.memo, OWNER)
        if owner != self._owner:
            return _Standing(foreign=wanted is not None, owner=owner)
        if wanted is None:
            return _Standing(Change(action="remove", tenant=text(there.memo, TENANT) or name, name=name), owned=True)
        fields = differing(wanted.message, there.schedule)
        if not fields:
            return _Standing(owned=True)
        drift = text(there.schedule.action.start_workflow.memo, DIGEST) == wanted.digest
        note = there.schedule.state.notes if drift and "state.notes" in fields else None
        change = Change(action="update", tenant=wanted.tenant, name=name, fields=fields, drift=drift, note=note)
        return _Standing(change, owned=True)

    async def _described(self, name: str) -> DescribeScheduleResponse | None:
        request = DescribeScheduleRequest(namespace=self.namespace, schedule_id=name)
        try:
            return await self._service.describe_schedule(request, retry=True, timeout=_TIMEOUT)
        except RPCError as failed:
            if failed.status is RPCStatusCode.NOT_FOUND and "namespace" not in failed.message.lower():
                return None
            raise

    async def _carry_out(self, changes: Sequence[Change], done: Callable[[Change], None]) -> None:
        ways = {"create": self._create, "update": self._update, "remove": self._remove}

        async def one(change: Change) -> None:
            await ways[change.action](change)
            done(change)

        await _gathered("applying changes", one, changes)

    async def _create(self, change: Change) -> None:
        wanted = self._wanted[change.name]
        request = CreateScheduleRequest(
            namespace=self.namespace,
            schedule_id=change.name,
            schedule=wanted.message,
            memo=memo(wanted.memo),
            identity="tenantry",
            request_id=str(uuid4()),
        )
        await self._service.create_schedule(request, retry=True, timeout=_TIMEOUT)

    async def _update(self, change: Change) -> None:
        """Replaces the definition, and waits until the server shows it."""
        wanted = self._wanted[change.name].message
        request = UpdateScheduleRequest(
            namespace=self.namespace,
            schedule_id=change.name,
            schedule=wanted,
            identity="tenantry",
            request_id=str(uuid4()),
        )
        await self._service.update_schedule(request, retry=True, timeout=_TIMEOUT)
        for look in range(_LOOKS):
            there = await self._described(change.name)
            if there is not None and not differing(wanted, there.schedule):
                return
            await asyncio.sleep(0.1 * (look + 1))
        raise ExternalError(f"the server has taken the update of schedule '{change.name}' and does not show it")

    async def _remove(self, change: Change) -> None:
        request = DeleteScheduleRequest(namespace=self.namespace, schedule_id=change.name, identity="tenantry")
        try:
            await self._service.delete_schedule(request, retry=True, timeout=_TIMEOUT)
        except RPCError as failed:
            if failed.status is not RPCStatusCode.NOT_FOUND:
                raise

    @contextmanager
    def _failures(self) -> Any:
        try:
            yield
        except RPCError as failed:
            where = f"{self.address}, namespace {self.namespace}"
            how = "cannot be reached any more" if failed.status in _LOST else "refused"
            raise ExternalError(f"Temporal at {where} {how}: {failed.message or failed.status.name}") from None


async def _gathered(step: str, function: Callable[[Any], Awaitable[Any]], values: Sequence[Any]) -> list[Any]:
    """The results in order, a few at a time; the first failure lets no further one begin."""
    results: list[Any] = [None] * len(values)
    told = counter(step, len(values))
    waiting = iter(enumerate(values))

    async def worker() -> None:
        for index, value in waiting:
            results[index] = await function(value)
            told()

    try:
        async with asyncio.TaskGroup() as group:
            for _ in range(min(_AT_ONCE, len(values))):
                group.create_task(worker())
    except BaseExceptionGroup as failed:
        raise failed.exceptions[0] from None
    return results
