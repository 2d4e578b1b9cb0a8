"""Tokens that tell by themselves whose they are: prefixes and lengths that vendors publish."""

from __future__ import annotations

import re
from functools import cache
from typing import Final

_WORD: Final = "[0-9A-Za-z_-]"
_ALNUM: Final = "[0-9A-Za-z]"
_HEX: Final = "[0-9a-f]"
FORMATS: Final = {
    "1Password": r"ops_eyJ[0-9A-Za-z+/=]{40,}|A3-[0-9A-Z]{6}-(?:[0-9A-Z]{5,6}-){3,}[0-9A-Z]{5}",
    "Adobe": rf"p8e-{_ALNUM}{{32}}",
    "age": r"AGE-SECRET-KEY-1[0-9A-Z]{58}",
    "Airtable": rf"pat{_ALNUM}{{14}}\.{_HEX}{{64}}",
    "Alibaba Cloud": rf"LTAI{_ALNUM}{{20}}",
    "Anthropic": rf"sk-ant-{_WORD}{{20,}}",
    "Artifactory": rf"AKCp{_ALNUM}{{69}}",
    "Atlassian": r"ATATT3[0-9A-Za-z_=-]{40,}",
    "AWS": r"A(?:KIA|SIA|BIA|CCA)[0-9A-Z]{16}|ABSK[0-9A-Za-z+/]{60,}",
    "Azure": r"[0-9A-Za-z_~.]{3}\dQ~[0-9A-Za-z_~.-]{31,34}",
    "Brevo": rf"xkeysib-{_HEX}{{64}}-{_ALNUM}{{16}}",
    "Clojars": rf"CLOJARS_{_ALNUM}{{60}}",
    "Cloudflare": rf"v1\.0-{_HEX}{{24}}-{_HEX}{{146}}",
    "Databricks": rf"dapi{_HEX}{{32}}",
    "DigitalOcean": rf"do[por]_v1_{_HEX}{{64}}",
    "Doppler": rf"dp\.(?:pt|st|ct|sa|scim|audit)\.{_WORD}{{40,}}",
    "Dropbox": rf"sl\.{_WORD}{{100,}}",
    "Duffel": rf"duffel_(?:test|live)_{_WORD}{{43}}",
    "Dynatrace": r"dt0c01\.[0-9A-Z]{24}\.[0-9A-Z]{64}",
    "EasyPost": rf"EZ[AT]K{_ALNUM}{{54}}",
    "Facebook": rf"EAA[CM]?{_ALNUM}{{40,}}",
    "Flutterwave": rf"FLWSECK(?:_TEST)?-{_HEX}{{12,}}-X",
    "Fly": rf"fo1_{_WORD}{{43}}|fm[12][ar]?_[0-9A-Za-z+/=]{{80,}}",
    "GitHub": rf"gh[opusr]_{_ALNUM}{{36,}}|github_pat_{_WORD}{{22,}}",
    "GitLab": rf"gl(?:pat|dt|ft|rt|ptt|cbt|agent|imt|oas|soat|ffct|rtr)-{_WORD}{{20,}}|GR1348941{_WORD}{{20}}",
    "Google": rf"AIza{_WORD}{{35}}|ya29\.{_WORD}{{20,}}|GOCSPX-{_WORD}{{28}}|1//0{_WORD}{{40,}}",
    "Grafana": rf"gl(?:sa_{_ALNUM}{{32}}_{_HEX}{{8}}|c_[0-9A-Za-z+/=]{{32,}})",
    "HashiCorp": rf"hv[sbr]\.{_WORD}{{24,}}|{_ALNUM}{{14}}\.atlasv1\.{_WORD}{{60,}}",
    "Heroku": rf"HRKU-{_WORD}{{36,}}",
    "HubSpot": rf"pat-(?:na|eu|ap)[0-9]-{_HEX}{{8}}-[0-9a-f-]{{27}}",
    "Hugging Face": r"(?:hf|api_org)_[A-Za-z]{34}",
    "Infracost": rf"ico-{_ALNUM}{{32}}",
    "Linear": rf"lin_(?:api|oauth)_{_ALNUM}{{32,}}",
    "Mailchimp": rf"{_HEX}{{32}}-us[0-9]{{1,2}}",
    "Mailgun": rf"key-{_HEX}{{32}}",
    "Microsoft Teams": r"https://[0-9a-z-]+\.webhook\.office\.com/webhookb2/[0-9a-z@-]{36,}/IncomingWebhook/\S+",
    "New Relic": rf"NR(?:AK|AL|II|IQ|JS|RA)-{_WORD}{{19,}}",
    "Notion": rf"ntn_[0-9]{{11}}{_ALNUM}{{35}}|secret_{_ALNUM}{{43}}",
    "npm": rf"npm_{_ALNUM}{{36}}",
    "NuGet": r"oy2[0-9a-z]{43}",
    "Octopus Deploy": r"API-[0-9A-Z]{26,}",
    "OpenAI": rf"sk-(?:proj-|svcacct-|admin-|or-v1-)?{_WORD}{{20,}}T3BlbkFJ{_WORD}{{20,}}"
    rf"|sk-(?:proj|or-v1)-{_WORD}{{40,}}",
    "OpenShift": rf"sha256~{_WORD}{{43}}",
    "Perplexity": rf"pplx-{_ALNUM}{{48}}",
    "PlanetScale": r"pscale_(?:tkn|pw|oauth)_[0-9A-Za-z_.=-]{32,}",
    "Postman": rf"PMAK-{_HEX}{{24}}-{_HEX}{{34}}",
    "Prefect": rf"pn[ub]_{_ALNUM}{{36}}",
    "Pulumi": rf"pul-{_HEX}{{40}}",
    "PyPI": rf"pypi-AgEIcHlwaS5vcmc{_WORD}{{50,}}",
    "RubyGems": rf"rubygems_{_HEX}{{48}}",
    "SendGrid": rf"SG\.{_WORD}{{16,}}\.{_WORD}{{16,}}",
    "Sentry": r"sntry[su]_[0-9A-Za-z+/=_-]{40,}",
    "Shippo": rf"shippo_(?:live|test)_{_HEX}{{40}}",
    "Shopify": r"shp(?:at|ca|pa|ss)_[0-9a-fA-F]{32}",
    "Slack": rf"xox[abeoprs]-{_WORD}{{10,}}|xapp-[0-9]-{_WORD}{{20,}}"
    rf"|https://hooks\.slack\.com/(?:services|workflows|triggers)/[0-9A-Za-z+/]{{40,}}",
    "SonarQube": rf"sq[pua]_{_HEX}{{40}}",
    "Sourcegraph": rf"sgp_(?:{_HEX}{{16}}_|local_)?{_HEX}{{40}}",
    "Square": rf"sq0(?:atp|csp)-{_WORD}{{22,43}}|EAAA[0-9A-Za-z_-]{{60}}",
    "Stripe": rf"[rs]k_(?:live|test|prod)_{_ALNUM}{{16,}}|whsec_[0-9A-Za-z+/=]{{16,}}",
    "Tailscale": rf"tskey-(?:api|auth|client|scim|webhook)-{_WORD}{{20,}}",
    "Telegram": rf"[0-9]{{8,10}}:AA{_WORD}{{33}}",
    "Twilio": rf"SK{_HEX}{{32}}",
    "Typeform": r"tfp_[0-9A-Za-z_.=-]{59}",
    "Yandex": rf"AQVN{_WORD}{{35,38}}|t1\.[0-9A-Z_-]+[=]{{0,2}}\.{_WORD}{{86}}[=]{{0,2}}",
}
"""Vendor → pattern of its tokens."""


def vendor(text: str) -> str | None:
    """The vendor of the first token in a text, or None."""
    found = _tokens().search(text)
    if found is None:
        return None
    return next(name for name, pattern in FORMATS.items() if re.compile(pattern).match(text, found.start()))


def has_token(text: str) -> bool:
    """Whether there is a token of any vendor in a text."""
    return _tokens().search(text) is not None


@cache
def _tokens() -> re.Pattern[str]:
    """All formats in one; compiled for the first text that is long enough, as that takes a while. A group for each
    would tell whose a token is, and make it ten times slower."""
    return re.compile(f"(?<![A-Za-z0-9])(?:{'|'.join(FORMATS.values())})")
