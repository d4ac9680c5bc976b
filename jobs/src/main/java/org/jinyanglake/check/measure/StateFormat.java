package org.jinyanglake.check.measure;

import com.amazon.deequ.analyzers.State;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The states of partitions as bytes: the version of the format, then each partition's path, run,
 * time and states. deequ's own {@code HdfsStateProvider} needs a file for each state of each
 * partition.
 */
public final class StateFormat {
  private static final int VERSION = 1;

  private StateFormat() {}

  /** Equal states give equal bytes. */
  public static byte[] write(SortedMap<String, PartitionStates> partitions) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeByte(VERSION);
      out.writeInt(partitions.size());
      for (Map.Entry<String, PartitionStates> partition : partitions.entrySet()) {
        out.writeUTF(partition.getKey());
        out.writeUTF(partition.getValue().run());
        out.writeLong(partition.getValue().judged());
        out.writeInt(partition.getValue().states().size());
        for (Map.Entry<StateKey, State<?>> state : partition.getValue().states().entrySet()) {
          out.writeByte(state.getKey().kind().code);
          out.writeUTF(state.getKey().column());
          state.getKey().kind().writer.write(state.getValue(), out);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot happen in memory", e);
    }
    return bytes.toByteArray();
  }

  /** By partition path; empty if the bytes are of another version, or not of this format. */
  static Optional<Map<String, PartitionStates>> read(byte[] bytes) {
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      if (in.readByte() != VERSION) {
        return Optional.empty();
      }
      Map<String, PartitionStates> partitions = new TreeMap<>();
      for (int left = in.readInt(); left > 0; left--) {
        String path = in.readUTF();
        String run = in.readUTF();
        long judged = in.readLong();
        SortedMap<StateKey, State<?>> states = new TreeMap<>();
        for (int more = in.readInt(); more > 0; more--) {
          Kind kind = Kind.of(in.readByte());
          StateKey key = new StateKey(kind, in.readUTF());
          states.put(key, kind.reader.read(in));
        }
        partitions.put(path, new PartitionStates(run, judged, states));
      }
      return Optional.of(partitions);
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
