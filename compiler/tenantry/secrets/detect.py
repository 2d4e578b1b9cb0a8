"""Whether a text is a secret: the known formats by detect-secrets' detectors, others by key and randomness."""

from __future__ import annotations

import re
from functools import lru_cache
from importlib import import_module
from typing import Any, Final

from tenantry.secrets.formats import has_token, vendor
from tenantry.secrets.randomness import LONG, chosen_by_machine, stands_out

DETECTORS: Final = (
    ("artifactory", "ArtifactoryDetector", r"AKC[A-Za-z0-9]{10}|AP[\dA-F][A-Za-z0-9]{8}"),
    (
        "aws",
        "AWSKeyDetector",
        r"A3T[A-Z0-9]{17}|A(?:BIA|CCA|KIA|SIA)[0-9A-Z]{16}"
        r"|a(?i:ws.{0,50}['\"][0-9a-z/+]{40})|A(?i:ws.{0,50}['\"][0-9a-z/+]{40})",
    ),
    ("azure_storage_key", "AzureStorageKeyDetector", r"AccountKey="),
    ("basic_auth", "BasicAuthDetector", r"://[^:/@\s]+:[^/@\s]+@"),
    ("discord", "DiscordBotTokenDetector", r"\.[A-Za-z\d_-]{6}\.[A-Za-z\d_-]{27}"),
    ("github_token", "GitHubTokenDetector", r"gh[opsur]_"),
    ("gitlab_token", "GitLabTokenDetector", r"gl[a-z]{2,5}-|GR1348941"),
    ("jwt", "JwtTokenDetector", r"eyJ"),
    ("mailchimp", "MailchimpDetector", r"-(?<=[0-9a-z]{32}-)us[0-9]"),
    ("openai", "OpenAIDetector", r"T3BlbkFJ"),
    ("private_key", "PrivateKeyDetector", r"PRIVATE KEY|PuTTY-User-Key-File-2"),
    ("pypi_token", "PypiTokenDetector", r"pypi-Ag"),
    ("sendgrid", "SendGridDetector", r"SG\.[A-Za-z0-9_-]{22}\."),
    ("slack", "SlackDetector", r"x(?i:ox[abopsr]-)|X(?i:ox[abopsr]-)|h(?i:ooks\.slack\.com)|H(?i:ooks\.slack\.com)"),
    ("square_oauth", "SquareOAuthDetector", r"sq0csp-"),
    ("stripe", "StripeDetector", r"rk_live_|sk_live_"),
    ("telegram_token", "TelegramBotTokenDetector", r":(?<=\d{8}:)[0-9A-Za-z_-]{35}"),
    ("twilio", "TwilioKeyDetector", r"AC[a-z0-9]{32}|SK[a-z0-9]{32}"),
)
"""Modules of detect-secrets, the detector in each, and what every text has that it reports. Most values have none of
these cues, and then the library, which takes longer to load than a small repository to check, is not asked. Each way
to begin is a character and not one of several, so that a text is gone through for these alone, four times as fast."""
_CUE: Final = re.compile("|".join(cue for _, _, cue in DETECTORS))
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
_TELLS: Final = re.compile(r"pass|pwd|secret|token|key|credent|bearer|author|\\|''")
"""What every telling word has, in small letters; without an i, for which (?i) takes a dotless one too. And how a text
can be written so that it reads otherwise."""
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
        found = _detected(value)
        if found is not None:
            return found
        if stands_out(value) and not _NAMING_KEY.search(key):
            return ALONE
    if _TELLING_KEY.search(key) and chosen_by_machine(value.removeprefix("Bearer ").removeprefix("Basic ")):
        return BY_KEY
    return BY_TEXT if _assigned(value) else None


@lru_cache(maxsize=16384)
def harmless(line: str) -> bool:
    """Whether no part of a line is a secret by itself or by its key, if no line has a telling key or an escape: many
    files have most of their lines in common, so that this is far cheaper than each of their values."""
    if _TELLS.search(line.casefold()):
        return False
    if not _CANDIDATE.search(line):
        return True
    return not (has_token(line) or _CUE.search(line) or any(run != run.lower() for run in LONG.findall(line)))


def _detected(value: str) -> str | None:
    if _CUE.search(value) is None:
        return None
    return next((name for name, detector in _detectors() if any(detector.analyze_string(value))), None)


def _assigned(text: str) -> bool:
    return len(text) > 12 and any(chosen_by_machine(found.group(1)) for found in _ASSIGNED.finditer(text))


@lru_cache(maxsize=1)
def _detectors() -> tuple[tuple[str, Any], ...]:
    """Loaded at the first cue only: detect-secrets brings an HTTP client along, which is never used here."""
    found = []
    for module, name, _ in DETECTORS:
        detector = getattr(import_module(f"detect_secrets.plugins.{module}"), name)()
        found.append((f"a secret ({detector.secret_type})", detector))
    return tuple(found)
