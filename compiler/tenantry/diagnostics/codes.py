"""Every diagnostic code, once. By what the user got wrong: TN0 repository and tool, TN1 YAML, TN2 tenant,
TN3 integration, release, channel, pin, TN4 schedule, TN5 connections and secrets, TN6 rollout and windows, TN7 targets,
TN8 plan and publish.
"""

from __future__ import annotations

from typing import Final

from tenantry.diagnostics.code import Code, Severity

WARNING: Final = Severity.WARNING

# TN0: repository and tool
UNREADABLE_FILE: Final = Code("TN001", "unreadable-file")
SYMLINK: Final = Code("TN002", "symlink")
SPECIAL_FILE: Final = Code("TN003", "special-file")
BAD_PATH: Final = Code("TN004", "bad-path")
PATH_TWINS: Final = Code("TN005", "path-twins")
UNEXPECTED_FILE: Final = Code("TN006", "unexpected-file")
REPOSITORY_TOO_LARGE: Final = Code("TN007", "repository-too-large")
NO_TENANTS: Final = Code("TN008", "no-tenants", WARNING)
UNKNOWN_SETTING: Final = Code("TN010", "unknown-setting")
SETTING_TYPE: Final = Code("TN011", "setting-type")
MISSING_SETTING: Final = Code("TN012", "missing-setting")
INVALID_SETTING: Final = Code("TN013", "invalid-setting")
UNUSED_IGNORE: Final = Code("TN020", "unused-ignore", WARNING)
UNREASONED_IGNORE: Final = Code("TN021", "unreasoned-ignore", WARNING)
IGNORED_ERROR: Final = Code("TN022", "ignored-error", WARNING)
UNKNOWN_CODE: Final = Code("TN023", "unknown-code")
LOWERED_ERROR: Final = Code("TN024", "lowered-error")
INVALID_RULE: Final = Code("TN030", "invalid-rule")

# TN1: YAML
YAML_SYNTAX: Final = Code("TN101", "yaml-syntax")
DUPLICATE_KEY: Final = Code("TN102", "duplicate-key")
NON_STRING_KEY: Final = Code("TN103", "non-string-key")
YAML_TAG: Final = Code("TN104", "yaml-tag")
MERGE_KEY: Final = Code("TN105", "merge-key")
SEVERAL_DOCUMENTS: Final = Code("TN106", "several-documents")
YAML_DIRECTIVE: Final = Code("TN107", "yaml-directive")
NOT_FINITE: Final = Code("TN108", "not-finite")
FORBIDDEN_CHARACTER: Final = Code("TN109", "forbidden-character")
NOT_UTF8: Final = Code("TN110", "not-utf8")
BYTE_ORDER_MARK: Final = Code("TN111", "byte-order-mark")
FILE_TOO_LARGE: Final = Code("TN112", "file-too-large")
TOO_DEEP: Final = Code("TN113", "too-deep")
TOO_MANY_NODES: Final = Code("TN114", "too-many-nodes")
SCALAR_TOO_LONG: Final = Code("TN115", "scalar-too-long")
TOO_MANY_ALIASES: Final = Code("TN116", "too-many-aliases")
RECURSIVE_ALIAS: Final = Code("TN117", "recursive-alias")
EMPTY_DOCUMENT: Final = Code("TN118", "empty-document")
NOT_A_MAPPING: Final = Code("TN119", "not-a-mapping")
NUMBER_RANGE: Final = Code("TN120", "number-range")
UNQUOTED_STRING: Final = Code("TN121", "unquoted-string")

# TN2: tenant
UNKNOWN_TENANT_KEY: Final = Code("TN201", "unknown-tenant-key")
TENANT_TYPE: Final = Code("TN202", "tenant-type")
INVALID_TENANT_VALUE: Final = Code("TN203", "invalid-tenant-value")
INVALID_TENANT_NAME: Final = Code("TN210", "invalid-tenant-name")
DUPLICATE_TENANT: Final = Code("TN211", "duplicate-tenant")
UNKNOWN_INTEGRATION: Final = Code("TN212", "unknown-integration")
UNKNOWN_CONFIG: Final = Code("TN220", "unknown-config")
INVALID_CONFIG: Final = Code("TN221", "invalid-config")
MISSING_CONFIG: Final = Code("TN222", "missing-config")
ENV_COLLISION: Final = Code("TN223", "env-collision")
INVALID_METADATA: Final = Code("TN224", "invalid-metadata")
RULE_VIOLATED: Final = Code("TN230", "rule-violated")
RULE_WARNED: Final = Code("TN231", "rule-warned", WARNING)

# TN3: integration, release, channel, pin
UNKNOWN_RELEASE: Final = Code("TN301", "unknown-release")
UNKNOWN_CHANNEL: Final = Code("TN302", "unknown-channel")
YANKED_RELEASE: Final = Code("TN303", "yanked-release")
DEPRECATED_RELEASE: Final = Code("TN304", "deprecated-release", WARNING)
END_OF_LIFE: Final = Code("TN305", "end-of-life", WARNING)
PIN_EXPIRED: Final = Code("TN306", "pin-expired", WARNING)
NO_RELEASE: Final = Code("TN307", "no-release")
PIN_WITHOUT_REASON: Final = Code("TN308", "pin-without-reason", WARNING)
INVALID_RELEASE_CHOICE: Final = Code("TN309", "invalid-release-choice")
INVALID_INTEGRATION_NAME: Final = Code("TN310", "invalid-integration-name")
MISSING_INTEGRATION_FILE: Final = Code("TN311", "missing-integration-file")
MISSING_RELEASE_FILE: Final = Code("TN312", "missing-release-file")
INVALID_RELEASE_NAME: Final = Code("TN313", "invalid-release-name")
LATEST_DECLARED: Final = Code("TN314", "latest-declared")
UNKNOWN_INTEGRATION_KEY: Final = Code("TN320", "unknown-integration-key")
INTEGRATION_TYPE: Final = Code("TN321", "integration-type")
MISSING_INTEGRATION_KEY: Final = Code("TN322", "missing-integration-key")
INVALID_INTEGRATION_VALUE: Final = Code("TN323", "invalid-integration-value")
UNKNOWN_RELEASE_KEY: Final = Code("TN330", "unknown-release-key")
RELEASE_TYPE: Final = Code("TN331", "release-type")
MISSING_RELEASE_KEY: Final = Code("TN332", "missing-release-key")
INVALID_RELEASE_VALUE: Final = Code("TN333", "invalid-release-value")
UNKNOWN_MANIFEST_KEY: Final = Code("TN340", "unknown-manifest-key", WARNING)
MANIFEST_TYPE: Final = Code("TN341", "manifest-type")
MISSING_MANIFEST_KEY: Final = Code("TN342", "missing-manifest-key")
INVALID_CONFIG_SCHEMA: Final = Code("TN343", "invalid-config-schema")
CONFIG_SCHEMA_REFERENCE: Final = Code("TN344", "config-schema-reference")
CONFIG_SCHEMA_PATTERN: Final = Code("TN345", "config-schema-pattern")
CONFIG_SCHEMA_TOO_COMPLEX: Final = Code("TN346", "config-schema-too-complex")
INVALID_CONFIG_DEFAULT: Final = Code("TN347", "invalid-config-default")
UNKNOWN_SCOPE: Final = Code("TN348", "unknown-scope", WARNING)
CONFIG_WITHOUT_CONTROL: Final = Code("TN349", "config-without-control", WARNING)

# TN4: schedule
UNKNOWN_SCHEDULE_KEY: Final = Code("TN401", "unknown-schedule-key")
SCHEDULE_TYPE: Final = Code("TN402", "schedule-type")
INVALID_SCHEDULE: Final = Code("TN403", "invalid-schedule")
UNKNOWN_TIMEZONE: Final = Code("TN404", "unknown-timezone")
NEVER_FIRES: Final = Code("TN405", "never-fires")
TOO_FREQUENT: Final = Code("TN406", "too-frequent")
AMBIGUOUS_DAYS: Final = Code("TN407", "ambiguous-days")
STEP_TOO_LARGE: Final = Code("TN408", "step-too-large")
SCHEDULE_NOT_OFFERED: Final = Code("TN409", "schedule-not-offered")
CRON_NOT_ALLOWED: Final = Code("TN410", "cron-not-allowed")
UNEVEN_STEP: Final = Code("TN411", "uneven-step", WARNING)
CLOCK_CHANGE: Final = Code("TN412", "clock-change", WARNING)
RARE_DAY: Final = Code("TN413", "rare-day", WARNING)
TIME_IN_CLOCK_CHANGE: Final = Code("TN414", "time-in-clock-change", WARNING)
SHARED_START: Final = Code("TN415", "shared-start", WARNING)
RUN_LONGER_THAN_INTERVAL: Final = Code("TN416", "run-longer-than-interval", WARNING)
TOO_MANY_AT_ONCE: Final = Code("TN417", "too-many-at-once", WARNING)

# TN5: connections and secrets
UNKNOWN_CONNECTION_KEY: Final = Code("TN501", "unknown-connection-key")
CONNECTION_TYPE: Final = Code("TN502", "connection-type")
INVALID_CONNECTION: Final = Code("TN503", "invalid-connection")
UNKNOWN_CONNECTOR: Final = Code("TN510", "unknown-connector")
UNDECLARED_CONNECTOR: Final = Code("TN511", "undeclared-connector")
INVALID_SECRET_PATH: Final = Code("TN512", "invalid-secret-path")
SECRET_NAME_COLLISION: Final = Code("TN513", "secret-name-collision")
PLAIN_SECRET: Final = Code("TN514", "plain-secret")
UNKNOWN_SECRET_KEY: Final = Code("TN515", "unknown-secret-key")
FOREIGN_SECRET_PATH: Final = Code("TN516", "foreign-secret-path")
GLOBAL_SECRET_PATH: Final = Code("TN517", "global-secret-path")
NESTED_MOUNT: Final = Code("TN518", "nested-mount")
SECRET_PATH_COLLISION: Final = Code("TN519", "secret-path-collision")
SHARED_IDENTITY: Final = Code("TN520", "shared-identity")

# TN6: rollouts, windows, overrides
UNKNOWN_ROLLOUT_KEY: Final = Code("TN601", "unknown-rollout-key")
ROLLOUT_TYPE: Final = Code("TN602", "rollout-type")
MISSING_ROLLOUT_KEY: Final = Code("TN603", "missing-rollout-key")
INVALID_ROLLOUT_VALUE: Final = Code("TN604", "invalid-rollout-value")
UNKNOWN_WAVE: Final = Code("TN610", "unknown-wave")
DUPLICATE_WAVE: Final = Code("TN611", "duplicate-wave")
ROLLOUT_WITHOUT_CHANNEL: Final = Code("TN612", "rollout-without-channel")
ROLLOUT_GOES_NOWHERE: Final = Code("TN613", "rollout-goes-nowhere")
IDLE_WAVE: Final = Code("TN614", "idle-wave", WARNING)
OVERRIDE_EXPIRED: Final = Code("TN615", "override-expired", WARNING)
OVERRIDE_UNKNOWN_INTEGRATION: Final = Code("TN616", "override-unknown-integration")

# TN7: targets
UNKNOWN_TARGET: Final = Code("TN701", "unknown-target")
UNKNOWN_OPTION: Final = Code("TN702", "unknown-option")
OPTION_TYPE: Final = Code("TN703", "option-type")
INVALID_OPTION: Final = Code("TN704", "invalid-option")
MISSING_OPTION: Final = Code("TN705", "missing-option")
ARTIFACT_COLLISION: Final = Code("TN710", "artifact-collision")
ARTIFACT_TOO_LARGE: Final = Code("TN711", "artifact-too-large")
NOT_EXPRESSIBLE: Final = Code("TN712", "not-expressible")
FIRES_TWICE: Final = Code("TN720", "fires-twice", WARNING)

# TN8: plan and publish
TOO_MANY_CHANGED: Final = Code("TN801", "too-many-changed")
TOO_MANY_REMOVED: Final = Code("TN802", "too-many-removed")
EMPTY_FLEET: Final = Code("TN803", "empty-fleet")
RELEASE_FROZEN: Final = Code("TN804", "release-frozen")
TENANT_RENAMED: Final = Code("TN810", "tenant-renamed", WARNING)
UNNEEDED_OVERRIDE: Final = Code("TN811", "unneeded-override", WARNING)
UNABLE_TO_TAKE: Final = Code("TN812", "unable-to-take", WARNING)

CODES: Final = tuple(
    sorted((value for value in list(globals().values()) if isinstance(value, Code)), key=lambda code: code.id)
)
"""All codes by id."""

BY_ID: Final = {code.id: code for code in CODES}
