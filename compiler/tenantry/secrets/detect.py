"""Whether a text is a secret: the known formats by detect-secrets' detectors, others by key and randomness."""

from __future__ import annotations

import re
from functools import lru_cache
from importlib import import_module
from typing import Any, Final

from tenantry.secrets.formats import vendor
from tenantry.secrets.randomness import chosen_by_machine, stands_out

_DETECTORS: Final = (
    ("artifactory", "ArtifactoryDetector"),
    ("aws", "AWSKeyDetector"),
    ("azure_storage_key", "AzureStorageKeyDetector"),
    ("basic_auth", "BasicAuthDetector"),
    ("discord", "DiscordBotTokenDetector"),
    ("github_token", "GitHubTokenDetector"),
    ("gitlab_token", "GitLabTokenDetector"),
    ("jwt", "JwtTokenDetector"),
    ("mailchimp", "MailchimpDetector"),
    ("openai", "OpenAIDetector"),
    ("private_key", "PrivateKeyDetector"),
    ("pypi_token", "PypiTokenDetector"),
    ("sendgrid", "SendGridDetector"),
    ("slack", "SlackDetector"),
    ("square_oauth", "SquareOAuthDetector"),
    ("stripe", "StripeDetector"),
    ("telegram_token", "TelegramBotTokenDetector"),
    ("twilio", "TwilioKeyDetector"),
)
_CANDIDATE: Final = re.compile(r"[A-Za-z0-9_+/=.-]{20}|://[^/\s]*@|-----BEGIN|\d{6}:[A-Za-z]")
_TELLING: Final = (
    "pass(?:word|wd|phrase)?|pwd|secret|token|api_?-?key|access_?-?key|private_?-?key|signing_?-?key|encryption_?-?key"
    "|account_?-?key|credential|auth_?key|bearer|authorization"
)
_TELLING_KEY: Final = re.compile(rf"(?i)(?:{_TELLING})s?(?:_?-?value)?$")
_NAMING_KEY: Final = re.compile(
    r"(?i)(?:id|ids|uuid|guid|hash|sha\d*|digest|checksum|etag|fingerprint|commit|revision|version|public\w*|cert\w*"
    r"|url|uri|link|image|cursor|sheet|folder|file|document|pattern|regex|path|arn|name|run|build)$"
)
"""Keys of what is long and random by nature and no secret: names of things elsewhere, digests, addresses."""
_ASSIGNED: Final = re.compile(rf"(?i)(?:{_TELLING})[\"']?\s{{0,3}}(?:=|:|\s)\s{{0,3}}[\"']?([^\s\"',;&|]{{8,200}})")
"""A telling word with a value after it, inside a longer text: a command, a connection string, a note."""
BY_KEY: Final = "a secret, by its key and its randomness"
BY_TEXT: Final = "a secret, by the words before it and its randomness"
ALONE: Final = "a secret, by its length and its randomness"


@lru_cache(maxsize=65536)
def secret_kind(key: str, value: str) -> str | None:
    """What kind of secret `value`, which stands under `key`, looks like; None if it looks like none."""
    if _CANDIDATE.search(value):
        whose = vendor(value)
        if whose is not None:
            return f"an access token of {whose}"
        for name, detector in _detectors():
            if any(detector.analyze_string(value)):
                return name
        if stands_out(value) and not _NAMING_KEY.search(key):
            return ALONE
    if _TELLING_KEY.search(key) and chosen_by_machine(value.removeprefix("Bearer ").removeprefix("Basic ")):
        return BY_KEY
    return BY_TEXT if _assigned(value) else None


def _assigned(text: str) -> bool:
    return len(text) > 12 and any(chosen_by_machine(found.group(1)) for found in _ASSIGNED.finditer(text))


@lru_cache(maxsize=1)
def _detectors() -> tuple[tuple[str, Any], ...]:
    """Loaded at the first candidate only: detect-secrets brings an HTTP client along, which is never used here."""
    found = []
    for module, name in _DETECTORS:
        detector = getattr(import_module(f"detect_secrets.plugins.{module}"), name)()
        found.append((f"a secret ({detector.secret_type})", detector))
    return tuple(found)
