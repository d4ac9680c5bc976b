package org.jinyanglake.release;

import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.deser.std.FromStringDeserializer;
import java.time.DateTimeException;
import java.time.Instant;

/** Reads an instant as {@link Instant#toString} writes it, in UTC. */
final class InstantDeserializer extends FromStringDeserializer<Instant> {

  private static final long serialVersionUID = 1;

  InstantDeserializer() {
    super(Instant.class);
  }

  @Override
  protected Instant _deserialize(String text, DeserializationContext context) {
    try {
      return Instant.parse(text);
    } catch (DateTimeException e) {
      throw new IllegalArgumentException("not an instant: " + text, e);
    }
  }
}
