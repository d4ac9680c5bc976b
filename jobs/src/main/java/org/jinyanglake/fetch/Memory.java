package org.jinyanglake.fetch;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.jinyanglake.lake.Evidence;

/**
 * What sources said of the files of one dataset, and where files come from that are not collected
 * yet: a JSON document under {@code .fetch} of the landing folder. If it is lost or cannot be read,
 * files are fetched again and found to be known.
 */
final class Memory {

  /**
   * What a source said of a file.
   *
   * @param file the landing file that it became; without that file this means nothing
   * @param etag empty if there was none
   * @param lastModified empty if there was none
   * @param sha256 of the bytes that were fetched last
   * @param checked when the bytes were last compared, ISO 8601
   * @param held why they were not put into the landing folder; empty if they were
   */
  record Source(
      String file, String etag, String lastModified, String sha256, String checked, String held) {
    Source {
      file = file == null ? "" : file;
      etag = etag == null ? "" : etag;
      lastModified = lastModified == null ? "" : lastModified;
      sha256 = sha256 == null ? "" : sha256;
      checked = checked == null ? "" : checked;
      held = held == null ? "" : held;
    }
  }

  /** The document. */
  record Document(SortedMap<String, Source> sources, SortedMap<String, Fetched> files) {
    Document {
      sources = sources == null ? new TreeMap<>() : new TreeMap<>(sources);
      files = files == null ? new TreeMap<>() : new TreeMap<>(files);
    }
  }

  private final FileSystem fs;
  private final Path path;

  Memory(FileSystem fs, Path path) {
    this.fs = fs;
    this.path = path;
  }

  Document read() throws IOException {
    try (InputStream in = fs.open(path)) {
      return Evidence.JSON.readValue(in, Document.class);
    } catch (FileNotFoundException | JsonProcessingException e) {
      return new Document(null, null);
    }
  }

  /** Remembers a source; and a file, if it was put into the landing folder. */
  synchronized void put(String key, Source source, Fetched file) throws IOException {
    Document document = read();
    document.sources().put(key, source);
    if (file != null) {
      document.files().put(file.file(), file);
    }
    write(document);
  }

  /** Remembers where a file comes from. */
  synchronized void put(Fetched file) throws IOException {
    Document document = read();
    document.files().put(file.file(), file);
    write(document);
  }

  /** Forgets where files come from, which the ledger knows by now. */
  synchronized void forget(Iterable<String> files) throws IOException {
    Document document = read();
    boolean changed = false;
    for (String file : files) {
      changed |= document.files().remove(file) != null;
    }
    if (changed) {
      write(document);
    }
  }

  private void write(Document document) throws IOException {
    fs.mkdirs(path.getParent());
    Path part = new Path(path.getParent(), path.getName() + "." + UUID.randomUUID() + ".part");
    try (OutputStream out = fs.create(part, false)) {
      out.write(Evidence.JSON.writeValueAsBytes(document));
    }
    // A local rename replaces; elsewhere there is a moment without the document, which may be lost.
    if (!rename(part)) {
      fs.delete(path, false);
      rename(part);
    }
  }

  private boolean rename(Path part) throws IOException {
    try {
      return fs.rename(part, path);
    } catch (FileAlreadyExistsException e) {
      return false; // as s3a says it
    }
  }
}
