"""What is taken for a secret and what is not. Samples are made here, from parts: none stands in a file."""

from __future__ import annotations

import random
import re
import string
from collections.abc import Callable
from importlib import import_module

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenantry.secrets.detect import DETECTORS, secret_kind
from tenantry.secrets.formats import FORMATS

ALNUM = string.ascii_letters + string.digits
HEX = "0123456789abcdef"
UPPER = string.ascii_uppercase + string.digits
Make = Callable[[str, int], str]


def maker(seed: str) -> Make:
    source = random.Random(seed)
    return lambda alphabet, length: "".join(source.choice(alphabet) for _ in range(length))


SAMPLES: dict[str, Callable[[Make], str]] = {
    "1Password": lambda r: "A3" + f"-{r(UPPER, 6)}-{r(UPPER, 6)}-{r(UPPER, 5)}-{r(UPPER, 5)}-{r(UPPER, 5)}",
    "Adobe": lambda r: "p8" + "e-" + r(ALNUM, 32),
    "age": lambda r: "AGE-SECRET" + "-KEY-1" + r(UPPER, 58),
    "Airtable": lambda r: "pa" + "t" + r(ALNUM, 14) + "." + r(HEX, 64),
    "Alibaba Cloud": lambda r: "LT" + "AI" + r(ALNUM, 20),
    "Anthropic": lambda r: "sk-" + "ant-" + r(ALNUM, 40),
    "Artifactory": lambda r: "AK" + "Cp" + r(ALNUM, 69),
    "Atlassian": lambda r: "ATA" + "TT3" + r(ALNUM, 60),
    "AWS": lambda r: "AK" + "IA" + r(UPPER, 16),
    "Azure": lambda r: r(ALNUM, 3) + "8" + "Q~" + r(ALNUM, 34),
    "Brevo": lambda r: "xkey" + "sib-" + r(HEX, 64) + "-" + r(ALNUM, 16),
    "Clojars": lambda r: "CLO" + "JARS_" + r(ALNUM, 60),
    "Cloudflare": lambda r: "v1" + ".0-" + r(HEX, 24) + "-" + r(HEX, 146),
    "Databricks": lambda r: "da" + "pi" + r(HEX, 32),
    "DigitalOcean": lambda r: "dop" + "_v1_" + r(HEX, 64),
    "Doppler": lambda r: "dp" + ".pt." + r(ALNUM, 43),
    "Dropbox": lambda r: "s" + "l." + r(ALNUM, 130),
    "Duffel": lambda r: "duffel" + "_test_" + r(ALNUM, 43),
    "Dynatrace": lambda r: "dt0" + "c01." + r(UPPER, 24) + "." + r(UPPER, 64),
    "EasyPost": lambda r: "EZ" + "AK" + r(ALNUM, 54),
    "Facebook": lambda r: "EA" + "AC" + r(ALNUM, 80),
    "Flutterwave": lambda r: "FLW" + "SECK-" + r(HEX, 32) + "-X",
    "Fly": lambda r: "fo" + "1_" + r(ALNUM, 43),
    "GitHub": lambda r: "gh" + "p_" + r(ALNUM, 36),
    "GitLab": lambda r: "gl" + "pat-" + r(ALNUM, 20),
    "Google": lambda r: "AI" + "za" + r(ALNUM, 35),
    "Grafana": lambda r: "gl" + "sa_" + r(ALNUM, 32) + "_" + r(HEX, 8),
    "HashiCorp": lambda r: "hv" + "s." + r(ALNUM, 90),
    "Heroku": lambda r: "HR" + "KU-" + r(ALNUM, 60),
    "HubSpot": lambda r: "pat" + f"-na1-{r(HEX, 8)}-{r(HEX, 4)}-{r(HEX, 4)}-{r(HEX, 4)}-{r(HEX, 12)}",
    "Hugging Face": lambda r: "h" + "f_" + r(string.ascii_letters, 34),
    "Infracost": lambda r: "ic" + "o-" + r(ALNUM, 32),
    "Linear": lambda r: "lin" + "_api_" + r(ALNUM, 40),
    "Mailchimp": lambda r: r(HEX, 32) + "-u" + "s12",
    "Mailgun": lambda r: "ke" + "y-" + r(HEX, 32),
    "Microsoft Teams": lambda r: "https://x.webhook.office" + f".com/webhookb2/{r(HEX, 73)}/IncomingWebhook/a",
    "New Relic": lambda r: "NR" + "AK-" + r(UPPER, 27),
    "Notion": lambda r: "nt" + "n_" + r(string.digits, 11) + r(ALNUM, 35),
    "npm": lambda r: "np" + "m_" + r(ALNUM, 36),
    "NuGet": lambda r: "oy" + "2" + r(string.ascii_lowercase + string.digits, 43),
    "Octopus Deploy": lambda r: "AP" + "I-" + r(UPPER, 27),
    "OpenAI": lambda r: "sk-" + "proj-" + r(ALNUM, 74) + "T3Bl" + "bkFJ" + r(ALNUM, 74),
    "OpenShift": lambda r: "sha" + "256~" + r(ALNUM, 43),
    "Perplexity": lambda r: "pp" + "lx-" + r(ALNUM, 48),
    "PlanetScale": lambda r: "psc" + "ale_tkn_" + r(ALNUM, 43),
    "Postman": lambda r: "PM" + "AK-" + r(HEX, 24) + "-" + r(HEX, 34),
    "Prefect": lambda r: "pn" + "u_" + r(ALNUM, 36),
    "Pulumi": lambda r: "pu" + "l-" + r(HEX, 40),
    "PyPI": lambda r: "pypi" + "-AgEIcHlwaS5vcmc" + r(ALNUM, 80),
    "RubyGems": lambda r: "ruby" + "gems_" + r(HEX, 48),
    "SendGrid": lambda r: "S" + "G." + r(ALNUM, 22) + "." + r(ALNUM, 43),
    "Sentry": lambda r: "sn" + "trys_" + r(ALNUM, 80),
    "Shippo": lambda r: "shippo" + "_live_" + r(HEX, 40),
    "Shopify": lambda r: "sh" + "pat_" + r(HEX, 32),
    "Slack": lambda r: "xo" + "xb-" + r(string.digits, 12) + "-" + r(ALNUM, 24),
    "SonarQube": lambda r: "sq" + "p_" + r(HEX, 40),
    "Sourcegraph": lambda r: "sg" + "p_" + r(HEX, 40),
    "Square": lambda r: "sq0" + "atp-" + r(ALNUM, 22),
    "Stripe": lambda r: "sk" + "_live_" + r(ALNUM, 24),
    "Tailscale": lambda r: "ts" + "key-auth-" + r(ALNUM, 30),
    "Telegram": lambda r: r("123456789", 9) + ":A" + "A" + r(ALNUM, 33),
    "Twilio": lambda r: "S" + "K" + r(HEX, 32),
    "Typeform": lambda r: "tf" + "p_" + r(ALNUM, 59),
    "Yandex": lambda r: "AQ" + "VN" + r(ALNUM, 36),
}
PRIVATE_KEY = "-----BEGIN RSA " + "PRIVATE KEY-----\nMIIEpAIB\n"
MORE: dict[str, tuple[str, Callable[[Make], str]]] = {
    "a private key": ("note", lambda r: PRIVATE_KEY + r(ALNUM, 64)),
    "a JSON Web Token": ("note", lambda r: "ey" + "JhbGciOiJIUzI1NiJ9." + "ey" + "JzdWIiOiIxMjM0In0." + r(ALNUM, 43)),
    "a database address": ("database", lambda r: f"postgres://app:{r(ALNUM, 12)}@db.example.com/orders"),
    "a password": ("smtp_password", lambda r: "Winter" + r(string.digits, 3) + "!" + r(ALNUM, 4)),
    "a key of no vendor": ("api_key", lambda r: r(HEX, 32)),
    "a key in camel case": ("partnerApiKey", lambda r: r(ALNUM, 24)),
    "a bearer token": ("Authorization", lambda r: "Bearer " + r(ALNUM, 32)),
    "an AWS secret key under any name": ("warehouse", lambda r: r(ALNUM + "/+", 40)),
    "base64 under any name": ("note", lambda r: r(ALNUM, 44)),
    "a connection string": ("mssql", lambda r: f"Server=db;User=app;Password={r(ALNUM, 14)};Encrypt=yes"),
    "a command": ("run", lambda r: f"API_TOKEN={r(ALNUM, 20)} npm start"),
    "a note": ("notes", lambda r: f"log in as admin, password: {r(ALNUM, 14)}"),
    "JSON in a text": ("body", lambda r: '{"client_secret": "' + r(ALNUM, 30) + '"}'),
}
HARMLESS = {
    "token_url": "https://login.example.com/oauth2/v2.0/token",
    "api_key_header": "X-Api-Key",
    "password": "vault:kv/orders/acme",
    "secret": "acme-prod-1",
    "secret_name": "netsuite-token-2024",
    "token": "shopify_access_token_v2",
    "private_key": "/etc/ssl/private/acme-2024.pem",
    "credentials": "/var/lib/tenantry/identities/orders-acme",
    "api_key": "${ACME_API_KEY_2}",
    "access_token": "{{ secrets.token1 }}",
    "authorization": "basic",
    "bearer": "OAuth2ClientCredentials",
    "sort_key": "updated_at_desc_2",
    "primary_key": "external_order_id_1",
    "spreadsheet_id": "1BxiMVs0XRA5nFMdKvBdBZjgmUUqptlbs74OgvE2upms",
    "folder_url": "https://drive.example.com/drive/folders/1a2B3c4D5e6F7g8H9i0JkLmNoPqRsTuVw",
    "account": "1234567_SB1",
    "warehouse": "DE-1-HAMBURG-NORTH-2024",
    "commit": "4c1f0c6d9e8b7a6f5e4d3c2b1a09f8e7d6c5b4a3",
    "digest": "sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    "tracking_number": "JJD000390007882823100",
    "gtin": "04012345678901",
    "iban": "DE89370400440532013000",
    "uuid": "550e8400-e29b-41d4-a716-446655440000",
    "location_id": "gid://shopify/Location/71234567890",
    "role_arn": "arn:aws:iam::123456789012:role/TenantryIntegrationRole2024",
    "bucket": "acme-prod-eu-central-1-orders-export-2024",
    "queue": "https://sqs.eu-central-1.amazonaws.com/123456789012/orders",
    "cron": "*/20 8-18 * * 1-5",
    "email": "integrations+acme2024@northwind.example.com",
    "description": "Uses the token of the shop, and a password that the customer sets on 2024-01-01 at 12:00.",
    "help": "Set the API key: see https://docs.example.com/api-keys/v2024-10/create for how",
    "pattern": "^[A-Z0-9]{3,10}-[a-z0-9_]{20,40}$",
    "image": "registry.example.com/acme/shop@sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    "template": "Order {{ order.number }} of {{ customer.first_name }} was shipped with {{ carrier.name }}",
    "class": "AbstractSingletonProxyFactoryBeanConfiguration2",
    "css": "bg-gradient-to-r-from-Indigo-500-via-Purple-500-to-Pink-500",
    "field_map": "billingAddress1,billingAddress2,shippingAddress1,shippingAddress2",
}


@pytest.mark.parametrize("vendor", FORMATS)
def test_a_token_of_each_vendor_is_found_wherever_it_stands(vendor: str) -> None:
    token = SAMPLES[vendor](maker(vendor))
    for text in (token, f"the key is {token}", f"x={token};", f"[{token}]"):
        kind = secret_kind("label", text)
        assert kind is not None, text[:4]
        assert token not in kind
    assert secret_kind("label", token) == f"an access token of {vendor}"


@pytest.mark.parametrize("what", MORE)
def test_secrets_of_no_vendor_are_found(what: str) -> None:
    key, make = MORE[what]
    assert secret_kind(key, make(maker(what))) is not None


@pytest.mark.parametrize("key", HARMLESS)
def test_what_is_no_secret_is_left_alone(key: str) -> None:
    assert secret_kind(key, HARMLESS[key]) is None


@pytest.mark.parametrize("key", ["api_key", "password", "client_secret", "webhookToken", "DB_PASSWD"])
def test_nearly_every_random_value_under_a_telling_key_is_found(key: str) -> None:
    source = random.Random(key)
    values = ["".join(source.choice(ALNUM) for _ in range(source.randint(14, 40))) for _ in range(500)]
    assert sum(secret_kind(key, value) is None for value in values) <= 10


@pytest.mark.parametrize("text", ["a" * 60_000, "password=" * 6_000, "A1" * 30_000, "://" * 20_000 + "@", "-" * 60_000])
def test_long_texts_take_no_long_time(text: str) -> None:
    import time  # noqa: PLC0415

    start = time.perf_counter()
    secret_kind("note", text)
    assert time.perf_counter() - start < 2


@pytest.mark.parametrize(("module", "name", "cue"), DETECTORS, ids=[module for module, _, _ in DETECTORS])
def test_what_a_detector_reports_has_its_cue(module: str, name: str, cue: str) -> None:
    detector = getattr(import_module(f"detect_secrets.plugins.{module}"), name)()

    @given(st.one_of([st.from_regex(pattern) for pattern in detector.denylist]))
    def tried(text: str) -> None:
        assert re.search(cue, text), pattern_of(text)

    def pattern_of(text: str) -> list[str]:
        return [pattern.pattern for pattern in detector.denylist if pattern.search(text)]

    tried()
