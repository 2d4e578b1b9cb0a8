# What orders/monthly may read, and nothing else (KV version 2).

path "kv/data/orders/monthly/ledger" {
  capabilities = ["read"]
}

path "kv/data/orders/monthly/shop" {
  capabilities = ["read"]
}
