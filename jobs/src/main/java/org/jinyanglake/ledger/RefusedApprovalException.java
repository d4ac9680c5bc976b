package org.jinyanglake.ledger;

/** Somebody proposed or approved what they may not; the message says who may. */
public class RefusedApprovalException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public RefusedApprovalException(String message) {
    super(message);
  }
}
