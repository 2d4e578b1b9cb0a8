"""HashiCorp Vault and OpenBao, KV version 2."""

from tenantry.secrets.stores.vault.store import STORE

__all__ = ["STORE"]
