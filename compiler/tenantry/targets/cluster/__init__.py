"""What the targets that run tenants as pods of a Kubernetes cluster share: options, objects beside the scheduler's own,
the container of a run, the files, and what a cluster cannot take."""
