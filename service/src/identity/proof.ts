import type {CompatibleTokens} from 'helpshift-chat/protocol';

/**
 * How sure it is that the site's server named an identifier for this user. The database compares the numbers: a higher
 * one is surer.
 */
export const Proof = {
  /** The page named it, in an app that does not verify its users. */
  declared: 0,
  /** A token of the compatible form covered it, but the same token also fits other identifiers. */
  ambiguous: 1,
  /** A token covered it that fits no other identifiers. */
  proved: 2,
} as const;

export type ProofLevel = (typeof Proof)[keyof typeof Proof];

/** How an app judges proofs. */
export interface ProofRules {
  /** Whether logged-in users need a user auth token. */
  readonly verification: boolean;
  readonly compatibleTokens: CompatibleTokens;
}

/** The lowest proof that leads to a user. An app that accepts all compatible tokens takes an ambiguous one for a proof. */
export function sufficientProof({verification, compatibleTokens}: ProofRules): ProofLevel {
  if (!verification) return Proof.declared;
  return compatibleTokens === 'all' ? Proof.ambiguous : Proof.proved;
}
