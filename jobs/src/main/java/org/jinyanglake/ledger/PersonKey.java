package org.jinyanglake.ledger;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.Date;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERBitString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x509.TBSCertificate;
import org.bouncycastle.asn1.x509.Time;
import org.bouncycastle.asn1.x509.V3TBSCertificateGenerator;
import org.jinyanglake.lake.LakeException;

/**
 * The key with which a person signs: Ed25519 (RFC 8032), in a PKCS#12 file (RFC 7292) that its
 * password protects and that {@code keytool} and {@code openssl pkcs12} read. A self-signed
 * certificate beside it names its holder, for people; who the holder is, the register of persons
 * decides alone. No method prints the private key.
 */
public final class PersonKey {
  /** The organizational unit in the certificate of a key of the demo. */
  private static final String DEMO = "lake demo";

  private static final int PUBLIC_BYTES = 32;

  /** RFC 8410, section 3. */
  private static final AlgorithmIdentifier ED25519 =
      new AlgorithmIdentifier(new ASN1ObjectIdentifier("1.3.101.112"));

  private static final Date NO_END = Date.from(Instant.parse("9999-12-31T23:59:59Z"));
  private static final Set<PosixFilePermission> OWNER =
      EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);

  private final PrivateKey key;
  private final X509Certificate certificate;

  private PersonKey(PrivateKey key, X509Certificate certificate) {
    this.key = key;
    this.certificate = certificate;
  }

  /**
   * Makes a new key.
   *
   * @param name user name of the holder
   * @param demo whether it is for {@code lake demo} only, which its certificate says for good
   */
  public static PersonKey make(String name, boolean demo) {
    try {
      KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
      return new PersonKey(pair.getPrivate(), certificate(name, demo, pair));
    } catch (GeneralSecurityException | IOException e) {
      throw new LakeException("cannot make a key: " + e.getMessage(), e);
    }
  }

  private static X509Certificate certificate(String name, boolean demo, KeyPair pair)
      throws GeneralSecurityException, IOException {
    X500NameBuilder builder = new X500NameBuilder(BCStyle.INSTANCE).addRDN(BCStyle.CN, name);
    X500Name subject = (demo ? builder.addRDN(BCStyle.OU, DEMO) : builder).build();
    V3TBSCertificateGenerator fields = new V3TBSCertificateGenerator();
    fields.setSerialNumber(new ASN1Integer(BigInteger.ONE));
    fields.setSignature(ED25519);
    fields.setIssuer(subject);
    fields.setSubject(subject);
    fields.setStartDate(new Time(new Date()));
    fields.setEndDate(new Time(NO_END));
    fields.setSubjectPublicKeyInfo(SubjectPublicKeyInfo.getInstance(pair.getPublic().getEncoded()));
    TBSCertificate open = fields.generateTBSCertificate();
    byte[] signature = sign(pair.getPrivate(), open.getEncoded("DER"));
    byte[] whole =
        new DERSequence(new ASN1Encodable[] {open, ED25519, new DERBitString(signature)})
            .getEncoded("DER");
    return (X509Certificate)
        CertificateFactory.getInstance("X.509")
            .generateCertificate(new ByteArrayInputStream(whole));
  }

  /**
   * Reads a key.
   *
   * @throws LakeException if others than the owner can reach the file, it cannot be opened with the
   *     password, or holds no single Ed25519 key
   */
  public static PersonKey read(Path file, char[] password) {
    requireOwners(file);
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(new ByteArrayInputStream(Files.readAllBytes(file)), password);
      List<String> names = Collections.list(store.aliases());
      if (names.size() == 1
          && store.getKey(names.get(0), password) instanceof PrivateKey key
          && key.getAlgorithm().matches("EdDSA|Ed25519")
          && store.getCertificate(names.get(0)) instanceof X509Certificate certificate) {
        return new PersonKey(key, certificate);
      }
      throw new LakeException(
          file + " holds no single Ed25519 key; make one with 'lake keys person NAME --out FILE'");
    } catch (IOException | GeneralSecurityException e) {
      throw new LakeException(
          "cannot open %s: %s; is the password that of the file?".formatted(file, e.getMessage()),
          e);
    }
  }

  private static void requireOwners(Path file) {
    try {
      Set<PosixFilePermission> mode = Files.getPosixFilePermissions(file);
      if (!OWNER.containsAll(mode)) {
        throw new LakeException(
            "%s is open to others (mode %s): if somebody may have used that, revoke the key in the register and make another; else chmod 600 %s"
                .formatted(file, PosixFilePermissions.toString(mode), file));
      }
    } catch (IOException e) {
      throw new LakeException("there is no key in " + file + ": name the file with --key", e);
    }
  }

  /**
   * Writes the key to a new file that only its owner can reach.
   *
   * @throws LakeException if there is such a file
   */
  public void write(Path file, char[] password) {
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      store.setKeyEntry("person", key, password, new Certificate[] {certificate});
      if (Files.exists(file)) {
        throw new LakeException(file + " is there already: name another file");
      }
      Files.createFile(file, PosixFilePermissions.asFileAttribute(OWNER));
      try (OutputStream out = Files.newOutputStream(file, StandardOpenOption.WRITE)) {
        store.store(out, password);
      }
    } catch (IOException | GeneralSecurityException e) {
      throw new LakeException("cannot write " + file + ": " + e.getMessage(), e);
    }
  }

  /** The public half, 64 hex digits. */
  public String publicKey() {
    byte[] info = certificate.getPublicKey().getEncoded(); // RFC 8410: the key is its end
    return HexFormat.of()
        .formatHex(Arrays.copyOfRange(info, info.length - PUBLIC_BYTES, info.length));
  }

  /** Whether {@code lake demo} made it. */
  public boolean demo() {
    return certificate.getSubjectX500Principal().getName().contains("OU=" + DEMO);
  }

  /** The signature of a text in UTF-8, 128 hex digits. */
  String sign(String text) {
    try {
      return HexFormat.of().formatHex(sign(key, text.getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new LakeException("cannot sign: " + e.getMessage(), e);
    }
  }

  private static byte[] sign(PrivateKey key, byte[] content) throws GeneralSecurityException {
    Signature signature = Signature.getInstance("Ed25519");
    signature.initSign(key);
    signature.update(content);
    return signature.sign();
  }

  @Override
  public String toString() {
    return "PersonKey[" + publicKey() + "]";
  }
}
