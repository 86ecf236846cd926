/** What `--help` prints below the options. */
export const examples = {
  program: `
Examples:
  flotilla                               the live grid of every context
  flotilla get clusters                  the same, once, for pipes and scripts
  flotilla get pods -A 'restarts:>5'     pods that restarted often, everywhere
  flotilla get deploy --context 'prod-*' -o wide
  flotilla doctor                        what is connected, and what it costs

Exit codes: 0 done, 1 failed, 2 bad usage or settings or no kubeconfig,
3 some clusters are missing from the answer (standard error says which and why).
Environment: KUBECONFIG, NO_COLOR, FLOTILLA_READ_ONLY, HTTPS_PROXY, NO_PROXY.
`,
  get: `
Examples:
  flotilla get clusters                  one row per cluster
  flotilla get pods -A crash             pods with "crash" in their row
  flotilla get pods,deployments -n shop  two lists, one after the other
  flotilla get nodes -o csv > nodes.csv
  flotilla get certificates -A           custom resources as well
  flotilla get pods -A --watch | jq .    one JSON object per change
  flotilla get pods -A -o name           cluster/kind/namespace/name, one a line
  flotilla get events -A --watch         what happens everywhere, newest last

On a terminal, columns that do not fit are cut or left out; -o wide shows all.
Marks of clusters: ~12 last known, 12+ at least (only some namespaces may be
listed), ? not known, - may not be read, 1.34< far behind the fleet's newest.

-o json and -o yaml print {items, missing}: every item has cluster, context,
kind, namespace, name and created (RFC 3339); "missing" lists the clusters that
could not be read, with state and reason. Exit code 3 when there are any.
`,
  demo: `
Examples:
  flotilla demo                          the grid, on simulated clusters
  flotilla demo --speed 20               an hour in three minutes
  flotilla demo --serve                  then, in another terminal:
    kubectl --kubeconfig <printed path> get pods -A
`,
  doctor: `
-o wide lists every context, with its server and what is held of each kind;
-o json holds all there is.
Exit codes: 0 every context is live, 3 some are not.
`,
} as const;
