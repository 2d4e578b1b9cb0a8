# What orders/hourly may read, and nothing else (KV version 2).

path "kv/data/orders/hourly/ledger" {
  capabilities = ["read"]
}

path "kv/data/orders/hourly/shop" {
  capabilities = ["read"]
}
