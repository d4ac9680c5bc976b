package org.jinyanglake.pipeline;

import java.util.function.Supplier;

/** Asks a supplier when it is first asked itself, and never again, whoever asks. */
final class Once<T> implements Supplier<T> {
  private final Supplier<T> supplier;
  private T value;

  Once(Supplier<T> supplier) {
    this.supplier = supplier;
  }

  @Override
  public synchronized T get() {
    if (value == null) {
      value = supplier.get();
    }
    return value;
  }
}
