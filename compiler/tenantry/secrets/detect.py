"""Whether a text is a secret: the known formats by detect-secrets' detectors, others by key and randomness."""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache
from importlib import import_module
from math import log2
from typing import Any, Final

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
    ("npm", "NpmDetector"),
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
_VENDOR: Final = re.compile(
    r"(?<![A-Za-z0-9])(shp(at|ca|pa|ss)_[0-9a-fA-F]{32}|xox[abeoprs]-[0-9A-Za-z-]{10,}|AIza[0-9A-Za-z_-]{35}|ya29\.[0-9A-Za-z_-]{20,}"
    r"|hv[sb]\.[0-9A-Za-z_-]{24,}|dop_v1_[0-9a-f]{64}|pat-(na|eu)[0-9]-[0-9a-f-]{36}|glpat-[0-9A-Za-z_-]{20,}|sk-ant-[0-9A-Za-z_-]{20,}"
    r"|github_pat_[0-9A-Za-z_]{22,}|EAAC[0-9A-Za-z]{20,}|SG\.[0-9A-Za-z_-]{16,}\.[0-9A-Za-z_-]{16,}|lin_api_[0-9A-Za-z]{32,}|key-[0-9a-f]{32}"
    r"|[rs]k_(live|test)_[0-9A-Za-z]{16,}|whsec_[0-9A-Za-z+/=]{16,}|A(KIA|SIA)[0-9A-Z]{16})"
)
"""Token prefixes that vendors publish, for the systems that integrations talk to."""
_TELLING_KEY: Final = re.compile(
    r"(?i)(pass(word|wd|phrase)?|secret|token|api_?-?key|access_?-?key|private_?-?key|credential|auth_?key|bearer)s?$"
)
_RANDOM: Final = re.compile(r"[A-Za-z0-9_+/=.~!@#$%^&*-]{12,}")
MIN_ENTROPY: Final = 3.0
"""Bits a character; below it, text under a telling key reads as words rather than as random."""


@lru_cache(maxsize=65536)
def secret_kind(key: str, value: str) -> str | None:
    """What kind of secret `value`, which stands under `key`, looks like; None if it looks like none."""
    if _CANDIDATE.search(value):
        if _VENDOR.search(value):
            return "an access token"
        for name, detector in _detectors():
            if any(detector.analyze_string(value)):
                return name
    if _TELLING_KEY.search(key) and _RANDOM.fullmatch(value) and _mixed(value) and _entropy(value) >= MIN_ENTROPY:
        return "a secret, by its key and its randomness"
    return None


@lru_cache(maxsize=1)
def _detectors() -> tuple[tuple[str, Any], ...]:
    """Loaded at the first candidate only: detect-secrets brings an HTTP client along, which is never used here."""
    found = []
    for module, name in _DETECTORS:
        detector = getattr(import_module(f"detect_secrets.plugins.{module}"), name)()
        found.append((f"a secret ({detector.secret_type})", detector))
    return tuple(found)


def _mixed(value: str) -> bool:
    return any(character.isdigit() for character in value) and any(character.isalpha() for character in value)


def _entropy(value: str) -> float:
    total = len(value)
    return -sum(count / total * log2(count / total) for count in Counter(value).values())
