package org.jinyanglake.desensitize;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.jinyanglake.lake.LakeException;

/**
 * Secrets that a program keeps, as the credential helpers of git and Docker do: the way to a KMS or
 * HSM. It is called with one verb and ends with exit code 0, or else has failed.
 *
 * <table>
 * <caption>Verbs</caption>
 * <tr><td>{@code list}</td><td>prints the names, one a line</td></tr>
 * <tr><td>{@code get NAME}</td><td>prints the secret in Base64; nothing if there is none</td></tr>
 * <tr><td>{@code store NAME}</td><td>keeps the secret that it reads in Base64 from standard input,
 *     unless there is one of that name</td></tr>
 * <tr><td>{@code erase NAME}</td><td>deletes the secret for good; there may be none</td></tr>
 * </table>
 *
 * What it writes to standard error is shown as it is. No secret is ever an argument.
 */
final class CommandStore implements SecretStore {
  static final String FILE = "command";
  private static final int MOST_SECONDS = 60;

  private final Path program;

  CommandStore(Path program) {
    this.program = program;
  }

  @Override
  public SortedSet<String> names() {
    return run("", "list")
        .lines()
        .map(String::strip)
        .filter(line -> !line.isEmpty())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  @Override
  public Optional<byte[]> get(String name) {
    String text = run("", "get", name).strip();
    try {
      return text.isEmpty() ? Optional.empty() : Optional.of(Base64.getDecoder().decode(text));
    } catch (IllegalArgumentException e) {
      // Without the cause, which quotes what may be a part of a secret.
      throw new LakeException(program + " get " + name + " printed what is not Base64");
    }
  }

  @Override
  public byte[] keep(String name, byte[] secret) {
    run(Base64.getEncoder().encodeToString(secret), "store", name);
    return get(name)
        .orElseThrow(
            () -> new LakeException(program + " store " + name + " did not keep the secret"));
  }

  @Override
  public void delete(String name) {
    run("", "erase", name);
    if (get(name).isPresent()) {
      throw new LakeException(program + " erase " + name + " did not delete the secret");
    }
  }

  private String run(String input, String... words) {
    String call = program + " " + String.join(" ", words);
    try {
      List<String> command = new ArrayList<>(List.of(program.toString()));
      command.addAll(Arrays.asList(words));
      Process process =
          new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
      CompletableFuture<byte[]> output = CompletableFuture.supplyAsync(() -> bytes(process));
      try (OutputStream in = process.getOutputStream()) {
        in.write(input.getBytes(StandardCharsets.US_ASCII));
      } catch (IOException e) {
        // It did not read what it has no use for.
      }
      if (!process.waitFor(MOST_SECONDS, TimeUnit.SECONDS)) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        throw new LakeException(call + " did not end within a minute; is the KMS reachable?");
      }
      if (process.exitValue() != 0) {
        throw new LakeException(
            call + " failed with exit code " + process.exitValue() + "; is the KMS reachable?");
      }
      return new String(output.get(1, TimeUnit.SECONDS), StandardCharsets.US_ASCII);
    } catch (IOException | ExecutionException | TimeoutException e) {
      throw new LakeException("cannot run " + call + ": " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LakeException(call + " was interrupted", e);
    }
  }

  private static byte[] bytes(Process process) {
    try {
      return process.getInputStream().readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
