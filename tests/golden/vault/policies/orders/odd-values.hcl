# What orders/odd-values may read, and nothing else (KV version 2).

path "kv/data/orders/odd-values/shop" {
  capabilities = ["read"]
}

path "kv/data/shared/ledger" {
  capabilities = ["read"]
}
