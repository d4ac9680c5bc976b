package org.jinyanglake.release;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.crypto.CryptoException;
import org.bouncycastle.crypto.digests.SM3Digest;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.crypto.generators.HKDFBytesGenerator;
import org.bouncycastle.crypto.params.ECDomainParameters;
import org.bouncycastle.crypto.params.ECPrivateKeyParameters;
import org.bouncycastle.crypto.params.ECPublicKeyParameters;
import org.bouncycastle.crypto.params.HKDFParameters;
import org.bouncycastle.crypto.params.ParametersWithID;
import org.bouncycastle.crypto.signers.SM2Signer;
import org.bouncycastle.math.ec.FixedPointCombMultiplier;

/**
 * Signatures with SM2 and SM3 on curve sm2p256v1 (GB/T 32918.2 and .5) under the user id that
 * standards use where there is none, {@code 1234567812345678} (GM/T 0009). A signature is DER as
 * GM/T 0009 has it, a public key the uncompressed point of 65 bytes.
 */
public final class Sm2 {
  private static final byte[] USER = "1234567812345678".getBytes(StandardCharsets.US_ASCII);
  private static final ECDomainParameters CURVE = curve();

  private final ECPrivateKeyParameters key;

  private Sm2(ECPrivateKeyParameters key) {
    this.key = key;
  }

  private static ECDomainParameters curve() {
    X9ECParameters named = CustomNamedCurves.getByName("sm2p256v1");
    return new ECDomainParameters(named.getCurve(), named.getG(), named.getN(), named.getH());
  }

  /**
   * The key that belongs to a seed of signatures: by HKDF (RFC 5869) with SM3, no salt and a label
   * of its own come 40 bytes, which are made a number from 1 to n - 2 as FIPS 186-5, A.2.1 does,
   * with 64 bits more than n has.
   *
   * @param seed 32 secret bytes
   */
  public static Sm2 of(byte[] seed) {
    byte[] label = "jinyang-lake signature sm2".getBytes(StandardCharsets.US_ASCII);
    HKDFBytesGenerator generator = new HKDFBytesGenerator(new SM3Digest());
    generator.init(new HKDFParameters(seed, null, label));
    byte[] bytes = new byte[40];
    generator.generateBytes(bytes, 0, bytes.length);
    BigInteger most = CURVE.getN().subtract(BigInteger.TWO);
    BigInteger d = new BigInteger(1, bytes).mod(most).add(BigInteger.ONE);
    return new Sm2(new ECPrivateKeyParameters(d, CURVE));
  }

  /** The public half, 65 bytes. */
  public byte[] publicKey() {
    return new FixedPointCombMultiplier()
        .multiply(CURVE.getG(), key.getD())
        .normalize()
        .getEncoded(false);
  }

  /** Signs; not the same bytes each time. */
  byte[] sign(byte[] content) {
    SM2Signer signer = new SM2Signer();
    signer.init(true, new ParametersWithID(key, USER));
    signer.update(content, 0, content.length);
    try {
      return signer.generateSignature();
    } catch (CryptoException e) {
      throw new IllegalStateException("SM2 cannot sign", e);
    }
  }

  /**
   * Whether the holder of the key with this public half signed just this.
   *
   * @throws IllegalArgumentException if no public key is written so
   */
  static boolean verify(byte[] publicKey, byte[] content, byte[] signature) {
    SM2Signer signer = new SM2Signer();
    signer.init(false, new ParametersWithID(point(publicKey), USER));
    signer.update(content, 0, content.length);
    return signer.verifySignature(signature);
  }

  /** Throws {@link IllegalArgumentException} if the bytes are no SM2 public key. */
  public static void requirePublicKey(byte[] publicKey) {
    point(publicKey);
  }

  private static ECPublicKeyParameters point(byte[] publicKey) {
    if (publicKey.length != 65 || publicKey[0] != 4) {
      throw new IllegalArgumentException("not an uncompressed point of 65 bytes");
    }
    // The parameters refuse a point at infinity and one off the curve.
    return new ECPublicKeyParameters(CURVE.getCurve().decodePoint(publicKey), CURVE);
  }
}
