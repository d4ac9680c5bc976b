package org.jinyanglake.cli;

import java.util.Objects;
import picocli.CommandLine.IVersionProvider;

/** The version and the commit that the jar was built from, as its manifest says. */
final class Version implements IVersionProvider {

  @Override
  public String[] getVersion() {
    String built = Version.class.getPackage().getImplementationVersion();
    return new String[] {
      "Jinyang Lake " + Objects.requireNonNullElse(built, "(not built into a jar)"),
      "Java " + System.getProperty("java.version") + ", " + System.getProperty("java.vm.name")
    };
  }
}
