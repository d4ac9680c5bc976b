package org.jinyanglake.cli;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.config.plugins.Plugin;
import org.apache.logging.log4j.core.pattern.ConverterKeys;
import org.apache.logging.log4j.core.pattern.PatternConverter;
import org.apache.logging.log4j.core.pattern.ThrowablePatternConverter;
import org.jinyanglake.lake.LakeException;

/**
 * {@code %frames} in the pattern of a log: an exception with its causes and stack frames, but
 * without the messages of others, which may quote values of the data.
 */
@Plugin(name = "Frames", category = PatternConverter.CATEGORY)
@ConverterKeys("frames")
public final class Frames extends ThrowablePatternConverter {

  private Frames() {
    super("Frames", "throwable", new String[0], null);
  }

  /** As Log4j asks for it. */
  public static Frames newInstance(
      org.apache.logging.log4j.core.config.Configuration config, String[] options) {
    return new Frames();
  }

  @Override
  public void format(LogEvent event, StringBuilder out) {
    Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    String before = "";
    for (Throwable each = event.getThrown();
        each != null && seen.add(each);
        each = each.getCause()) {
      out.append(before).append(each.getClass().getName());
      if (each instanceof LakeException && each.getMessage() != null) {
        out.append(": ").append(each.getMessage());
      }
      out.append('\n');
      for (StackTraceElement frame : each.getStackTrace()) {
        out.append("\tat ").append(frame).append('\n');
      }
      before = "Caused by: ";
    }
  }
}
