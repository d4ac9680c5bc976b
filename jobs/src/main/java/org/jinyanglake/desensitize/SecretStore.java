package org.jinyanglake.desensitize;

import java.util.Optional;
import java.util.SortedSet;

/**
 * Where secrets rest: a key store file or a KMS. A secret has a name of letters, digits, {@code .}
 * and {@code _}, and never changes. Implementations are thread-safe; processes may share a store.
 *
 * <p>All methods throw {@link org.jinyanglake.lake.LakeException} if the store does not answer:
 * that there is no secret is only said when the store says so.
 */
interface SecretStore {

  /** The names of all secrets. */
  SortedSet<String> names();

  /** The secret of a name; empty if there is none. */
  Optional<byte[]> get(String name);

  /** Keeps a secret, and returns it; if there is one of that name already, that one stays. */
  byte[] keep(String name, byte[] secret);

  /** Deletes a secret for good; there may be none. */
  void delete(String name);
}
