import { errors, type JWTPayload, jwtVerify, type JWTVerifyGetKey, type JWTVerifyOptions } from 'jose';

/**
 * Verifies signature and claims. A token that names no key is valid if any key of the set verifies it: while an issuer
 * rotates its keys, the set contains more than one.
 *
 * @throws JOSEError if the token is invalid; whatever `keySource` throws.
 */
export async function verifyJwt(
  jwt: string,
  keySource: JWTVerifyGetKey,
  options: JWTVerifyOptions,
): Promise<JWTPayload> {
  try {
    return (await jwtVerify(jwt, keySource, options)).payload;
  } catch (error) {
    if (!(error instanceof errors.JWKSMultipleMatchingKeys)) throw error;
    for await (const key of error) {
      const verified = await jwtVerify(jwt, key, options).catch((reason: unknown) => {
        if (isClaimsError(reason)) throw reason;
        return undefined; // the token is signed with another key, or this key is unusable
      });
      if (verified) return verified.payload;
    }
    throw error;
  }
}

/** Whether the signature is valid and the claims are not. */
const isClaimsError = (error: unknown): error is Error =>
  [errors.JWTExpired, errors.JWTClaimValidationFailed, errors.JWTInvalid].some((type) => error instanceof type);
