"""Artifacts of the target vault."""

from __future__ import annotations

from collections.abc import Iterator

from tenantry.model.artifact import Artifact
from tenantry.targets.json_text import ascii_json_file
from tenantry.targets.target import Work
from tenantry.targets.vault.agent import agent
from tenantry.targets.vault.options import Options
from tenantry.targets.vault.policies import policy
from tenantry.targets.vault.roles import name_of, roles


def render(work: Work) -> Iterator[Artifact]:
    """For each tenant its policy, and its roles and agent where options ask for them."""
    options: Options = work.options
    for installation in work.installations:
        tenant, name = installation.id, name_of(work, installation)
        files = {f"policies/{tenant}.hcl": policy(installation).encode()}
        files |= {f"roles/{method}/{name}.json": ascii_json_file(role) for method, role in roles(work, installation)}
        if options.agent is not None and installation.secrets:
            files[f"agent/{name}.json"] = ascii_json_file(agent(work.settings.model, options.agent, installation, name))
        for path, content in sorted(files.items()):
            yield Artifact(path=f"vault/{path}", content=content, target=work.target, tenant=tenant)
