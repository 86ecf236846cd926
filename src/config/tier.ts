/** Tiers that are certainly not production, in the spellings people use. */
const harmless = new Set(
  `dev devel development test testing tst qa uat int integration stg stage staging preprod pre-prod nonprod non-prod
  sandbox sbx lab demo local ci perf load training play playground`.split(/\s+/),
);

/**
 * Whether a cluster of this tier is to be treated as production: read-only by default, hardest confirmations. No tier,
 * and any word that is not clearly something else, count as production: a slip must err on the careful side.
 */
export function isProduction(tier: string): boolean {
  return !harmless.has(tier.toLowerCase());
}
