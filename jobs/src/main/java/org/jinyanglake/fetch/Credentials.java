package org.jinyanglake.fetch;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Base64;
import java.util.EnumSet;
import java.util.Set;
import org.jinyanglake.contract.Origin.Credential;
import org.jinyanglake.lake.LakeConf;

/** Finds the credentials that contracts name: only in places that hold nothing else. */
final class Credentials {
  private static final Set<PosixFilePermission> OF_OTHERS =
      EnumSet.of(PosixFilePermission.GROUP_READ, PosixFilePermission.OTHERS_READ);

  private Credentials() {}

  /** A user with a password. */
  record Login(String user, String password) {
    @Override
    public String toString() {
      return "Login";
    }
  }

  static Login login(Credential credential, LakeConf conf) throws FetchException {
    String text = text(credential, conf);
    int colon = text.indexOf(':');
    if (colon < 1) {
      throw FetchException.refused(
          where(credential) + " does not hold a login; write it there as user:password");
    }
    return new Login(text.substring(0, colon), text.substring(colon + 1));
  }

  /** The header Authorization. */
  static String authorization(Credential credential, LakeConf conf) throws FetchException {
    if (credential.kind() == Credential.Kind.TOKEN) {
      String token = text(credential, conf);
      if (!isHeader(token)) {
        throw FetchException.refused(
            where(credential) + " does not hold a token; write one line of ASCII there");
      }
      return token;
    }
    Login login = login(credential, conf);
    byte[] utf8 = (login.user() + ":" + login.password()).getBytes(StandardCharsets.UTF_8);
    return "Basic " + Base64.getEncoder().encodeToString(utf8);
  }

  /** Whether a text can be the value of a header; Java's own message would hold the text. */
  static boolean isHeader(String text) {
    return text.chars().allMatch(c -> c >= ' ' && c <= '~');
  }

  private static String text(Credential credential, LakeConf conf) throws FetchException {
    String text;
    if (credential.file()) {
      Path file = conf.home().resolve("credentials").resolve(credential.name());
      try {
        checkMode(file, credential);
        text = Files.readString(file).strip();
      } catch (IOException e) {
        throw FetchException.refused(
            where(credential) + " cannot be read; write it, readable by the lake's user only");
      }
    } else {
      text = System.getenv(credential.name());
    }
    if (text == null || text.isBlank()) {
      throw FetchException.refused(where(credential) + " is empty; set it before the run");
    }
    return text;
  }

  private static void checkMode(Path file, Credential credential)
      throws IOException, FetchException {
    if (Files.getFileStore(file).supportsFileAttributeView("posix")
        && Files.getPosixFilePermissions(file).stream().anyMatch(OF_OTHERS::contains)) {
      throw FetchException.refused(
          where(credential) + " can be read by others; find out who did, then chmod go= it");
    }
  }

  private static String where(Credential credential) {
    return credential.file()
        ? "credentials/" + credential.name()
        : "the environment variable " + credential.name();
  }
}
