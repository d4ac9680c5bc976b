package org.jinyanglake.collect;

import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DecoderFactory;

/**
 * The blocks of an Avro file, looked at without what they hold. Avro's own {@code DataFileStream}
 * takes a file that is cut short for one that ends there.
 */
final class AvroBlocks {

  private static final int MOST_METADATA = 16 << 20;
  private static final int MARK = 16;

  private final PushbackInputStream in;
  private final BinaryDecoder decoder;
  private final Schema schema;
  private final byte[] mark = new byte[MARK];

  /** Reads what stands before the first block. */
  AvroBlocks(InputStream stream) throws IOException {
    this.in = new PushbackInputStream(stream);
    this.decoder = DecoderFactory.get().directBinaryDecoder(in, null);
    decoder.skipFixed(4); // what tells an Avro file
    Map<String, byte[]> metadata = new HashMap<>();
    for (long left = decoder.readMapStart(); left > 0; left = decoder.mapNext()) {
      for (long i = 0; i < left; i++) {
        metadata.put(new String(bytes(), StandardCharsets.UTF_8), bytes());
      }
    }
    decoder.readFixed(mark);
    byte[] json = metadata.getOrDefault("avro.schema", new byte[0]);
    this.schema = new Schema.Parser().parse(new String(json, StandardCharsets.UTF_8));
  }

  private byte[] bytes() throws IOException {
    long length = decoder.readLong();
    if (length < 0 || length > MOST_METADATA) {
      throw new IOException("metadata that are too long");
    }
    byte[] bytes = new byte[(int) length];
    decoder.readFixed(bytes);
    return bytes;
  }

  Schema schema() {
    return schema;
  }

  /** Reads all blocks; gives the number of records that they say they hold. */
  long count() throws IOException {
    long records = 0;
    byte[] end = new byte[MARK];
    for (int next = in.read(); next >= 0; next = in.read()) {
      in.unread(next);
      long count = decoder.readLong();
      long size = decoder.readLong();
      if (count < 0 || size < 0 || size > Integer.MAX_VALUE) {
        throw new IOException("a block of no size");
      }
      decoder.skipFixed((int) size);
      decoder.readFixed(end);
      if (!Arrays.equals(end, mark)) {
        throw new IOException("a block that does not end where it should");
      }
      records += count;
    }
    return records;
  }
}
