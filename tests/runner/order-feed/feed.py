"""A small integration: takes a batch of orders from where the last run stopped, and hands on where it stops."""

import hashlib
import json
import os
import sys


def log(text: str) -> None:
    """One line for the log that people see."""
    print(text, file=sys.stderr)


def main() -> None:
    """One sync."""
    mode, region = os.environ["PAN_CTX_RUN_MODE"], os.environ["PAN_CFG_REGION"]
    token = os.environ["PAN_SEC_SHOP_TOKEN"]
    with open(os.environ["PAN_CTX_TENANT_METADATA_FILE"], encoding="utf-8") as file:
        known = json.load(file)
    state = json.loads(os.environ.get("PAN_CTX_LAST_SUCCESSFUL_RUN_STD_OUT", "{}"))
    start = state.get("cursor", known.get("cursor", 0))
    end = start + int(os.environ["PAN_CFG_BATCH_SIZE"])
    log(f"{mode}: orders {start + 1} to {end} of region {region}")
    log(f"asking the shop with {token}, sha256 {hashlib.sha256(token.encode()).hexdigest()}")
    print(json.dumps({"cursor": end, "regions": [region]}))


if __name__ == "__main__":
    main()
