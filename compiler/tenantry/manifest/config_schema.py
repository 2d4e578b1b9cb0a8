"""The options of a release: which there are, their defaults, and whether values fit them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from tenantry.diagnostics import nearest
from tenantry.manifest.draft import Draft
from tenantry.manifest.options import Option, secret_places
from tenantry.manifest.places import Places
from tenantry.manifest.problem import ConfigProblem, Explainer
from tenantry.manifest.work import EXPLAINED, Size, Weight, most_of, size_of, weight_of
from tenantry.model.document import KeyPath, Span

_SUGGESTED: Final = 20
"""Unknown names that get a suggestion; each is compared with every option."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfigSchema:
    """The schema of one release, without references.

    `dynamic` options get their values from an init run, so they are checked at run time; `required` ones must have a
    value, by the tenant or by default; `sensitive` ones hold secrets; `closed` refuses names that are not declared.
    `validator` is compiled once, for all tenants of the release; `weight`, of the whole, bounds what a check may cost.
    """

    schema: Mapping[str, Any] = field(repr=False)
    options: Mapping[str, Option] = field(repr=False)
    names: frozenset[str]
    required: frozenset[str]
    dynamic: frozenset[str]
    defaults: Mapping[str, object]
    sensitive: frozenset[str]
    closed: bool
    what: str
    places: Places = field(repr=False)
    draft: Draft = field(repr=False)
    validator: Any = field(repr=False, compare=False)
    weight: Weight

    def properties(self) -> Mapping[str, Any]:
        """The schema of each option, references written out."""
        return {name: option.schema for name, option in self.options.items()}

    def place(self, name: str) -> Span:
        """Where an option is declared, or the schema where it is not."""
        option = self.options.get(name)
        return self.places.key(option.path) if option else self.places.at(())

    def check(self, values: Mapping[str, object], *, most: int | None = None) -> list[ConfigProblem]:
        """Everything about `values` that does not fit, defaults filled in. `most` is no less than their nodes, nor than
        their characters, where that is known."""
        unknown = [name for name in values if name not in self.names] if self.closed else []
        problems = [self._unknown(name, index) for index, name in enumerate(unknown)]
        kept = {name: value for name, value in values.items() if name in self.names} if unknown else values
        return problems + self._checked({**self.defaults, **kept}, excused=self.dynamic, most=most)

    def check_defaults(self) -> list[ConfigProblem]:
        """Everything about the defaults alone that does not fit; what they leave to tenants is no mistake."""
        return self._checked(self.defaults, excused=self.dynamic | self.required)

    def secrets(self, values: Mapping[str, object]) -> list[KeyPath]:
        """Where `values` hold texts or numbers that the schema calls secrets."""
        found: list[KeyPath] = []
        for name in self.sensitive & values.keys():
            size = size_of(values[name])
            small = self._weight(name).pairs(size) <= EXPLAINED
            found += secret_places(self.options[name].schema, values[name], (name,)) if small else [(name,)]
        return sorted(found, key=str)

    def _unknown(self, name: str, index: int) -> ConfigProblem:
        alike = nearest(name, self.names) if index < _SUGGESTED else None
        return ConfigProblem(
            kind="unknown",
            keys=(name,),
            message=f"the release has no {self.what} '{name}'",
            help=alike or "remove it, or move to a release that has it",
            schema_span=self.places.key(()),
        )

    def _checked(
        self, values: Mapping[str, object], *, excused: frozenset[str], most: int | None = None
    ) -> list[ConfigProblem]:
        """`excused` are options that may lack a value."""
        heavy = self._heavy(values, most_of(values) if most is None else Size(most, most))
        if heavy:
            return [self._generic(name, "is too large for the schema of the release to be checked") for name in heavy]
        if self.validator.is_valid(values):
            return []
        if self._pairs(values) > EXPLAINED:
            return self._told_apart(values)
        explainer = Explainer(
            schema=self.schema, places=self.places, what=self.what, excused=excused, missing=self._missing
        )
        return [problem for error in self.validator.iter_errors(values) for problem in explainer.problems(error)]

    def _heavy(self, values: Mapping[str, object], most: Size) -> list[str]:
        """The names of values that would take too long to check; they are no larger than `most`."""
        if self.weight.admits(most) or self.weight.admits(size_of(values)):
            return []
        heavy = [name for name, value in values.items() if not self._weight(name).admits(size_of(value))]
        return heavy or ([] if self._rest().admits(size_of(values)) else list(values))

    def _pairs(self, values: Mapping[str, object]) -> int:
        """How much it takes to name each mistake; at most so much where that is little."""
        most = 2 * self.weight.pairs(size_of(values))  # each value is under a part of the whole, and all under the rest
        if most <= EXPLAINED:
            return most
        each = sum(self._weight(name).pairs(size_of(value)) for name, value in values.items())
        return each + self._rest().pairs(size_of(values))

    def _weight(self, name: str) -> Weight:
        """Of one option. Few checks ask for it, so it is counted when one does."""
        return weight_of(self.options[name].schema) if name in self.options else self._rest()

    def _rest(self) -> Weight:
        """Of what holds for all values together."""
        return weight_of({**self.schema, "properties": {}})

    def _told_apart(self, values: Mapping[str, object]) -> list[ConfigProblem]:
        """Which options do not fit, without every reason: there could be too many to gather."""
        wrong = [name for name, value in values.items() if name in self.options and not self._fits(name, value)]
        problems = [self._generic(name, "does not fit the schema of the release") for name in wrong]
        problems += [self._missing(name) for name in sorted(self.required - values.keys())]
        return problems or [self._together()]

    def _fits(self, name: str, value: object) -> bool:
        option = self.draft.compiled({"properties": {name: self.options[name].schema}})
        return bool(option.is_valid({name: value}))

    def _generic(self, name: str, words: str) -> ConfigProblem:
        return ConfigProblem(kind="invalid", keys=(name,), message=f"'{name}' {words}", schema_span=self.place(name))

    def _together(self) -> ConfigProblem:
        message = f"the {self.what} values together do not fit the schema of the release"
        return ConfigProblem(kind="invalid", keys=(), message=message, schema_span=self.places.at(()))

    def _missing(self, name: str) -> ConfigProblem:
        """An option that must have a value and has none."""
        help_text = f"set {name} under `configs`"
        if name in self.sensitive:
            help_text = "it is a secret, which no file may hold: let a new release take it from a connector"
        message = f"the release needs {self.what} '{name}'"
        return ConfigProblem(kind="missing", keys=(), message=message, help=help_text, schema_span=self.place(name))
