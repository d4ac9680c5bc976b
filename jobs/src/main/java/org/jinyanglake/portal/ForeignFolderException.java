package org.jinyanglake.portal;

/** A folder that is not empty and holds no portal; nothing in it was touched. */
public final class ForeignFolderException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  ForeignFolderException(String message) {
    super(message);
  }
}
