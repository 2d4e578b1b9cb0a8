# What orders/paused may read, and nothing else (KV version 2).

path "kv/data/orders/paused/ledger" {
  capabilities = ["read"]
}

path "kv/data/orders/paused/shop" {
  capabilities = ["read"]
}
