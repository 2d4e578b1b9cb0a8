# What orders/tokyo may read, and nothing else (KV version 2).

path "kv/data/orders/tokyo/ledger" {
  capabilities = ["read"]
}

path "kv/data/orders/tokyo/shop" {
  capabilities = ["read"]
}
