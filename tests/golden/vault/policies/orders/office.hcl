# What orders/office may read, and nothing else (KV version 2).

path "kv/data/orders/office/ledger" {
  capabilities = ["read"]
}

path "kv/data/orders/office/shop" {
  capabilities = ["read"]
}
