package org.jinyanglake.release;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * Checks files against a certificate, with nothing but the public keys of the lake that issued it:
 * for people who have no lake. Trusts nothing that the certificate says until a signature is good.
 */
public final class CertifiedFiles {
  /** No certificate is as long. */
  private static final long LONGEST = 16L << 20;

  /** Nor any list of ended certificates: it would hold more than a million. */
  private static final long LONGEST_LIST = 1L << 28;

  private final List<byte[]> publicKeys;
  private final List<byte[]> sm2Keys;
  private final List<String> faults = new ArrayList<>();
  private Optional<Path> ended = Optional.empty();

  private CertifiedFiles(List<byte[]> publicKeys, List<byte[]> sm2Keys) {
    this.publicKeys = publicKeys;
    this.sm2Keys = sm2Keys;
  }

  /**
   * A check by keys that were got from the lake's operator, not from whoever sent the certificate.
   *
   * @param publicKeys Ed25519 keys of 32 bytes each, at least one
   * @param sm2Keys SM2 keys of 65 bytes each; if there are none the second signature is not checked
   * @throws IllegalArgumentException if no key is written so
   */
  public static CertifiedFiles by(List<byte[]> publicKeys, List<byte[]> sm2Keys) {
    publicKeys.forEach(Certificate::requirePublicKey);
    sm2Keys.forEach(Sm2::requirePublicKey);
    return new CertifiedFiles(List.copyOf(publicKeys), List.copyOf(sm2Keys));
  }

  /** With the lake's list of ended certificates; one that has ended is a fault, too. */
  public CertifiedFiles unlessEnded(Path list) {
    ended = Optional.of(list);
    return this;
  }

  /**
   * What was found.
   *
   * @param certificate if it is genuine
   * @param sm2 whether the second signature was checked
   * @param proved the names, in the certificate, of files that are what was certified
   * @param ended the list of ended certificates if it is genuine and can tell of this one
   * @param faults what is wrong; empty if the files are the whole partition as it was certified
   */
  public record Result(
      Optional<Certificate> certificate,
      boolean sm2,
      List<String> proved,
      Optional<EndedCertificates> ended,
      List<String> faults) {}

  /** Checks. To be called once. */
  public Result check(Path certificate, List<Path> files) {
    Optional<Certificate> genuine = read(certificate).filter(each -> isSigned(certificate, each));
    Optional<EndedCertificates> list =
        genuine.flatMap(each -> ended.flatMap(this::list).filter(it -> tellsOf(each, it)));
    list.flatMap(it -> it.words(genuine.get().id()))
        .ifPresent(words -> faults.add("certificate %s %s".formatted(genuine.get().id(), words)));
    List<String> proved = new ArrayList<>();
    genuine.ifPresent(
        each -> {
          Map<String, Certificate.PublishedFile> missing = new TreeMap<>();
          each.files().forEach(file -> missing.put(file.name(), file));
          for (Path file : files) {
            compare(file, each).ifPresent(name -> missing.remove(name));
          }
          each.files().stream()
              .map(Certificate.PublishedFile::name)
              .filter(name -> !missing.containsKey(name))
              .forEach(proved::add);
          missing
              .keySet()
              .forEach(
                  name ->
                      faults.add(
                          name + ": is certified, but no such file was given; name all files"));
        });
    return new Result(genuine, !sm2Keys.isEmpty(), List.copyOf(proved), list, List.copyOf(faults));
  }

  /** A list that the lake signed. */
  private Optional<EndedCertificates> list(Path file) {
    Optional<EndedCertificates> list =
        read(file, LONGEST_LIST, "a list of ended certificates", EndedCertificates::parse);
    boolean signed =
        list.isPresent()
            && publicKeys.stream().anyMatch(list.get()::verify)
            && (sm2Keys.isEmpty() || sm2Keys.stream().anyMatch(list.get()::verifySm2));
    if (list.isPresent() && !signed) {
      faults.add(file + ": was not signed by the key that was given, or not as it stands");
    }
    return signed ? list : Optional.empty();
  }

  private boolean tellsOf(Certificate certificate, EndedCertificates list) {
    if (list.isBefore(certificate)) {
      faults.add(
          "%s: is of %s, older than the certificate: get the newest from the lake's operator"
              .formatted(ended.get(), list.issuedAt()));
      return false;
    }
    return true;
  }

  private Optional<Certificate> read(Path file) {
    return read(file, LONGEST, "a certificate", CertifiedFiles::certificate);
  }

  private static Certificate certificate(String json) {
    List<String> problems = schemaProblems(json);
    if (!problems.isEmpty()) {
      throw new IllegalArgumentException("is no certificate by its schema: " + problems.get(0));
    }
    Certificate certificate = Certificate.fromJson(json);
    if (!certificate.toJson().equals(json)) {
      throw new IllegalArgumentException(
          "is not as the lake wrote it (RFC 8785, no spaces, no line break): take the file beside the table");
    }
    return certificate;
  }

  /** What stands in a file; empty, and a fault, if it is not what it should be. */
  private <T> Optional<T> read(Path file, long longest, String what, Function<String, T> parse) {
    try {
      if (Files.size(file) > longest) {
        faults.add(file + ": is too long for " + what);
        return Optional.empty();
      }
      return Optional.of(parse.apply(Files.readString(file)));
    } catch (IllegalArgumentException e) {
      faults.add(file + ": " + e.getMessage());
    } catch (CharacterCodingException e) {
      faults.add(file + ": is no UTF-8");
    } catch (IOException e) {
      faults.add(file + ": cannot be read: " + e.getMessage());
    }
    return Optional.empty();
  }

  private boolean isSigned(Path file, Certificate certificate) {
    if (publicKeys.stream().noneMatch(certificate::verify)) {
      faults.add(
          file
              + ": was not signed by the key that was given, or not as it stands; it names key "
              + certificate.keyId());
      return false;
    }
    if (!sm2Keys.isEmpty() && sm2Keys.stream().noneMatch(certificate::verifySm2)) {
      faults.add(
          file
              + (certificate.sm2().equals(Certificate.Sm2Signature.NONE)
                  ? ": has no SM2 signature, as certificates from before there was one"
                  : ": was not signed by the SM2 key that was given; it names key "
                      + certificate.sm2().keyId()));
      return false;
    }
    return true;
  }

  /** The name, in the certificate, of a file that is what was certified. */
  private Optional<String> compare(Path file, Certificate certificate) {
    List<Certificate.PublishedFile> named =
        certificate.files().stream().filter(each -> isNamed(file, each.name())).toList();
    if (named.isEmpty()) {
      faults.add(file + ": is no file of this certificate: no such name below such a partition");
      return Optional.empty();
    }
    try {
      String sha256 = sha256(file);
      for (Certificate.PublishedFile each : named) {
        if (each.sha256().equals(sha256)) {
          return Optional.of(each.name());
        }
      }
      faults.add(file + ": is not what was certified: its SHA-256 is another");
    } catch (IOException e) {
      faults.add(file + ": cannot be read: " + e.getMessage());
    }
    return Optional.empty();
  }

  /**
   * Whether a file may be the one of a name below the table: it is called so, and folders right
   * above it that name a partition, from which readers take values, name that partition.
   */
  private static boolean isNamed(Path file, String name) {
    Path given = file.toAbsolutePath().normalize();
    Path certified = Path.of(name);
    if (!given.getFileName().equals(certified.getFileName())) {
      return false;
    }
    Path folder = given.getParent();
    Path expected = certified.getParent();
    while (folder != null
        && folder.getFileName() != null
        && folder.getFileName().toString().contains("=")) {
      if (expected == null || !folder.getFileName().equals(expected.getFileName())) {
        return false;
      }
      folder = folder.getParent();
      expected = expected.getParent();
    }
    return true;
  }

  private static String sha256(Path file) throws IOException {
    try (DigestInputStream in =
        new DigestInputStream(Files.newInputStream(file), MessageDigest.getInstance("SHA-256"))) {
      in.transferTo(OutputStream.nullOutputStream());
      return HexFormat.of().formatHex(in.getMessageDigest().digest());
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every JDK has SHA-256", e);
    }
  }

  /** In what a text differs from {@code certificate.schema.json}. */
  public static List<String> schemaProblems(String json) {
    try (InputStream in = Certificate.class.getResourceAsStream("certificate.schema.json")) {
      ObjectMapper mapper =
          new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
      Schema schema =
          SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
              .getSchema(mapper.readTree(in));
      JsonNode certificate = mapper.readTree(json);
      return schema.validate(certificate).stream().map(Object::toString).toList();
    } catch (JsonProcessingException e) {
      return List.of("it is no JSON");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
